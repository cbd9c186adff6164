internal import Platform
internal import TestSupport
package import Text

/// What stands between ssh and sshd: passes bytes on, and does something to one of them.
package enum Relay {
    package static let isPossible: Bool = (try? shell("command -v perl").status) == .exited(0)

    package enum Damage: Sendable {
        case flipsByte(Int)
        case endsAfter(Int)
    }

    /// A command for ProxyCommand, or in front of a transport's command: bytes of both directions are counted. The damage comes
    /// once, whatever connections there are; `SCRIPT.done` tells that it came.
    ///
    /// - Parameter command: what the bytes are passed to and come from.
    package static func words(_ damage: Damage, script: Bytes, command: String) -> String {
        switch damage {
        case .flipsByte(let place): "perl \(script.text) flip \(place) \(script.text).done \(command)"
        case .endsAfter(let place): "perl \(script.text) end \(place) \(script.text).done \(command)"
        }
    }

    package static let script: StaticString = #"""
        use strict; use Fcntl; use Socket; use IO::Select;
        my ($kind, $place, $done, @command) = @ARGV;
        my ($in, $out);
        if ($command[0] eq "tcp") {
            socket($in, PF_INET, SOCK_STREAM, getprotobyname("tcp")) or die;
            connect($in, sockaddr_in($command[2], inet_aton($command[1]))) or die "no connection\n";
            $out = $in;
        } else {
            pipe(my $r, $in) && pipe($out, my $w) or die;
            if (!fork) { open(STDIN, "<&", $r); open(STDOUT, ">&", $w); close $in; close $out; exec @command; }
            close $r; close $w;
        }
        my $passed = 0;
        my $select = IO::Select->new(\*STDIN, $out);
        while ($select->count) {
            for my $from ($select->can_read) {
                my $to = $from == $out ? \*STDOUT : $in;
                my $count = sysread($from, my $bytes, 65536);
                if (!$count) {
                    exit 0 if $from == $out;
                    $select->remove($from);
                    if ($in == $out) { shutdown($in, 1) } else { close $in }
                    next;
                }
                if ($passed <= $place && $place < $passed + $count && sysopen(my $once, $done, O_CREAT | O_EXCL)) {
                    my $at = $place - $passed;
                    if ($kind eq "end") { syswrite($to, substr($bytes, 0, $at)); kill 9, $$ }
                    substr($bytes, $at, 1) = chr(ord(substr($bytes, $at, 1)) ^ 1 << $place % 8);
                }
                $passed += $count;
                my $sent = 0;
                while ($sent < $count) { my $n = syswrite($to, $bytes, $count - $sent, $sent) or exit 1; $sent += $n; }
            }
        }
        """#
}
