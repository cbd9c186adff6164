# Writes a scan of a tree of packages as large as pkgsrc's in 2026: awk -f scan.awk >pscan
#
# 29,000 records of 20,200 locations, 158 MB of which 139 are SCAN_DEPENDS; 260,000 dependencies by 27,600 distinct patterns, of
# which 71 % ask for a version at least, 23 % are globs, 5.5 % ranges and few alternatives; one record in 26 is skipped and one in 145
# fails. Few packages are needed by nearly all. The same at each run; -v records=N for another size.

function random(n) {
	state = (state * 16807) % 2147483647
	return state % n
}

# The pattern by which a package is asked for in its nth form.
function pattern(target, form,  kind) {
	kind = (target * 7919 + form * 104729) % 1000
	if (kind < 710) return base[target] ">=" (1 + form) "." (target % 7)
	if (kind < 940) return base[target] "-[0-9]*"
	if (kind < 995) return base[target] ">=1." form "<" (90 + form)
	return "{" base[target] "," base[target] "-devel}>=1." form
}

BEGIN {
	state = 42
	number = location = 0
	if (!records) records = 29000
	split("devel textproc www net lang x11 graphics audio math security", categories, " ")
	# What the infrastructure reads, and what a package adds.
	for (i = 0; i < 100; i++) common = common "../../mk/infrastructure/file" (i * 37 % 1000) ".mk "
	for (i = 0; i < 400; i++) extra[i] = "../../" categories[i % 10 + 1] "/library-" i "/buildlink3.mk "
	while (number < records) {
		# One location in five has variants, three or four mostly.
		variants = random(1000) < 226 ? 2 + random(3) : 1
		category = categories[random(10) + 1]
		stem = "package-" location
		path = category "/" stem
		for (v = 1; v <= variants && number < records; v++) {
			base[number] = variants > 1 ? "py" (310 + v) "-" stem : stem
			version = (30 + number % 9) "." (number % 13) (number % 5 == 0 ? "nb" number % 11 : "")
			where[number] = path
			print "PKGNAME=" base[number] "-" version
			print "PKG_LOCATION=" path
			depends = ""
			wanted = number < 15 ? 0 : number < 200 ? 3 : random(1000) < 3 ? 200 + random(150) : 5 + random(8)
			for (d = 0; d < wanted; d++) {
				target = d < 5 ? d * 3 % 15 : int(random(1000) * random(1000) / 1000000 * number)
				depends = depends pattern(target, d < 5 ? 0 : random(7) < 2) ":../../" where[target] (random(20) ? " " : "  ")
			}
			print "ALL_DEPENDS=" depends
			print "PKG_SKIP_REASON=" (number > 9000 && random(1000) < 56 ? "\"" stem " is not for this platform\"" : "")
			print "PKG_FAIL_REASON=" (number > 9000 && random(1000) < 10 ? "\"" stem " has an unacceptable license\"" : "")
			print "NO_BIN_ON_FTP=" (random(1000) < 7 ? "yes" : "")
			print "RESTRICTED="
			print "CATEGORIES=" category
			print "MAINTAINER=pkgsrc-users@example.org"
			print "USE_DESTDIR=user-destdir"
			print "BOOTSTRAP_PKG="
			print "USERGROUP_PHASE="
			scanned = common
			for (d = 0; d < 31; d++) scanned = scanned extra[(number * 13 + d * 7) % 400]
			print "SCAN_DEPENDS=" scanned "Makefile PLIST distinfo options.mk /etc/mk.conf"
			if (variants > 1) print "MULTI_VERSION= PYTHON_VERSION_REQD=" (310 + v)
			number++
		}
		location++
	}
}
