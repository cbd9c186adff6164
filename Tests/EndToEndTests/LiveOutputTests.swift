import Foundation
import Testing

/// Recipes that run on hosts for long show what they print, as they do here.
@Suite struct LiveOutputTests {
    /// `first` holds the slot of this machine.
    private static let makefile = """
        all: first slow quick
        first:
        	@while ! test -e ${.CURDIR:H}/go; do sleep 0.02; [ -e ${.CURDIR:H} ] || exit 1; done
        slow:
        	@echo begins; echo complains >&2; while ! test -e ${.CURDIR:H}/go; do sleep 0.02; [ -e ${.CURDIR:H} ] || exit 1; done; ${END}
        quick: slow
        	@echo quick; echo >$@
        .DIST: slow quick
        .DIST.QUICK=no
        .DIST.RACE=no

        """

    @Test(arguments: ["", "--output=grouped"]) func itIsShownAsItComes(_ option: String) throws {
        let space = try Space(Self.makefile, hosts: "box 2 transport=sh\n")
        let running = try space.start(["-j1", "-dD", "END=echo ends; echo >slow"] + (option.isEmpty ? [] : [option]))
        // In the grouped style all of it stands together at its end.
        let shown = "--- slow ---\nbegins\ncomplains\n"
        if option.isEmpty {
            #expect(eventually(20) { running.stdout.hasSuffix(shown) }, "\(running.stdout)\(running.stderr)")
        }
        #expect(running.status == nil)
        try space.write("../go", "")
        let run = running.wait()
        #expect(run.isSuccess, run.all)
        #expect(run.stdout.contains(shown + "ends\n") && run.places["slow"] == "box", run.all)
        space.expectNoRemains()
    }

    /// What was shown of a recipe that fails there is told again by the one that runs here.
    @Test func itFails() throws {
        let space = try Space(Self.makefile, hosts: "box 2 transport=sh\n")
        let running = try space.start(["-j1", "-dD", "END=case $$PWD in */tree/*) exit 3;; esac; echo ends >slow"])
        #expect(eventually(20) { running.stdout.contains("complains\n") }, "\(running.stdout)\(running.stderr)")
        try space.write("../go", "")
        let run = running.wait()
        #expect(run.isSuccess && space.text("slow") == "ends\n", run.all)
        let line = "distmake: slow: failed on box (Error code 3); what it has printed so far does not count"
        #expect(run.lines(line).count == 1, run.all)
        #expect(run.lines("begins").count == 2, run.all)
    }
}
