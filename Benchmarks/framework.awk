# Writes a framework of makefiles in the manner of pkgsrc's mk: awk -v dir=DIRECTORY -f framework.awk
#
# How often each directive, operator, condition and modifier occurs follows the counts of pkgsrc's own (254 files): of 200
# lines 25 are `.if`, 4 `.for`, 4 `.include`; of the conditions two in five are `empty()`, a quarter `defined()`, a fifth
# comparisons; the modifier used most is `:Q`, in recipes, and then `:S`, `:H`, `:C`, `:D`. The same at each run: 50,000
# lines in 250 files.

function random(n) {
	state = (state * 16807) % 2147483647
	return state % n
}

function put(line) {
	print indent line >file
	lines++
}

# A variable's name: often one of the same few, as OPSYS is, or one that an earlier file sets.
function name(  r) {
	r = random(10)
	if (r < 2) return words[random(nwords)]
	if (r < 3) return "UNSET_" random(40)
	return "V" random(number > 40 ? 40 : number) "_" words[random(nwords)]
}

function own() { return "V" number "_" words[random(nwords)] }

# A word without a meaning to modifiers.
function plain() { return plains[random(nplain)] }

function list(  text, i, n) {
	n = 1 + random(5)
	for (i = 0; i < n; i++) text = text (i ? " " : "") items[random(nitems)]
	return text
}

function expression(  r) {
	r = random(1000)
	if (r < 640) return "${" name() "}"
	if (r < 730) return "${" name() ":S/" plain() "/x/}"
	if (r < 790) return "${" name() ":H}"
	if (r < 840) return "${" name() ":C/[0-9]+$/&x/}"
	if (r < 890) return "${" name() ":Dyes}"
	if (r < 925) return "${" name() ":U" plain() "}"
	if (r < 955) return "${" name() ":T}"
	if (r < 967) return "${" name() ":M*" substr(plain(), 2) "}"
	if (r < 975) return "${" name() ":N" plain() "}"
	if (r < 983) return "${" name() ":@w@-I${w}@}"
	if (r < 990) return "${" name() ":O:u}"
	if (r < 993) return "${" name() ":tl}"
	if (r < 996) return "${" name() ":R}"
	return "${" name() ":.c=.o}"
}

function value(  r) {
	r = random(10)
	if (r < 3) return list()
	if (r < 6) return expression() "/" items[random(nitems)]
	if (r < 7) return "yes"
	if (r < 9) return items[random(nitems)] " " expression()
	return expression() " " expression()
}

function term(  r) {
	r = random(100)
	if (r < 10) return "empty(" name() ")"
	if (r < 38) return "!empty(" name() ":M" patterns[random(npatterns)] ")"
	if (r < 64) return (random(3) ? "" : "!") "defined(" name() ")"
	if (r < 68) return "exists(${.CURDIR}/" items[random(nitems)] ")"
	if (r < 70) return "target(" plain() ")"
	if (r < 71) return "make(" plain() ")"
	if (r < 73) return "${LEVEL:U0} > " random(5)
	if (r < 90) return "${OPSYS} " (random(3) ? "==" : "!=") " \"" systems[random(nsystems)] "\""
	return "${" name() ":U} == \"" items[random(nitems)] "\""
}

function condition(  text) {
	text = term()
	if (random(100) < 16) text = text (random(2) ? " && " : " || ") term()
	return text
}

function assignment(  r, i) {
	r = random(1000)
	if (r < 480) return put(own() "=\t" value())
	if (r < 720) return put(own() "+=\t" list())
	if (r < 750) {
		put(own() "+=\t\\")
		for (i = 0; i < 3; i++) put("\t" list() (i < 2 ? " \\" : ""))
		return
	}
	if (r < 930) return put(own() "?=\t" value())
	if (r < 980) return put(own() ":=\t${" own() "} " items[random(nitems)])
	if (r < 985) return put(".undef " own())
	return put(own() ":=\t" expression())
}

function rule(  target, i, n) {
	target = "t" number "-" ++targets
	if (random(6) == 0) put(".PHONY: " target)
	put(target ": " (random(3) ? "t" number "-" random(1000) : "${" name() "}"))
	n = 1 + random(5)
	for (i = 0; i < n; i++)
		put("\t" (random(3) ? "${RUN} " : "@") "echo ${" name() ":Q} " expression() " >$@")
}

function block(depth,  outer, n) {
	outer = indent
	put("." outer_spaces(depth) "if " condition())
	indent = ""
	body(depth + 1)
	if (random(100) < 19) {
		put("." outer_spaces(depth) "elif " condition())
		body(depth + 1)
	}
	if (random(100) < 21) {
		put("." outer_spaces(depth) "else")
		body(depth + 1)
	}
	put("." outer_spaces(depth) "endif")
	indent = outer
}

function outer_spaces(depth) { return substr("          ", 1, depth * 2) }

function body(depth,  n, i, r) {
	n = 1 + random(3)
	for (i = 0; i < n; i++) {
		r = random(10)
		if (r < 2 && depth < 3) block(depth)
		else if (r < 3 && depth < 2) loop(depth)
		else assignment()
	}
}

function loop(depth,  n, i) {
	put("." outer_spaces(depth) "for i in " (random(8) ? list() : "${LONG_LIST}"))
	n = 1 + random(4)
	for (i = 0; i < n; i++)
		if (random(3) == 0) {
			put("." outer_spaces(depth) "  if " (random(2) ? "!empty(" name() ":M${i})" : "defined(L" number ".${i})"))
			put("L" number ".${i}+=\t${i} " expression())
			put("." outer_spaces(depth) "  endif")
		} else put((random(2) ? "L" : "T") number ".${i}" (random(2) ? "+=" : "?=") "\t" (random(2) ? value() : "${i:T}"))
	put("." outer_spaces(depth) "endfor")
}

BEGIN {
	state = 20120229
	nwords = split("OPSYS MACHINE_ARCH PREFIX TOOLS OPTIONS DEPENDS SOURCES FLAGS LIBS DIRS WRKSRC CONFIGURE PLIST ENV", w, " ")
	for (i = 1; i <= nwords; i++) words[i - 1] = w[i]
	nitems = split("gcc clang lib/foo.c src/bar.c share/doc bin/tool-1.2 perl>=5.10.1:../../lang/perl5 " \
		"inet6 x11 ssl curses man/man1/a.1 include/zlib.h -lssl -O2 a.out README etc/rc.d/daemon", w, " ")
	for (i = 1; i <= nitems; i++) items[i - 1] = w[i]
	nplain = split("gcc clang foo.c tool-1.2 inet6 x11 ssl curses -lssl -O2 a.out README", w, " ")
	for (i = 1; i <= nplain; i++) plains[i - 1] = w[i]
	npatterns = split("gcc *.c inet6 ssl *lib* [yY][eE][sS] x11 -l* *-[0-9]* perl*", w, " ")
	for (i = 1; i <= npatterns; i++) patterns[i - 1] = w[i]
	nsystems = split("Linux NetBSD SunOS Darwin FreeBSD", w, " ")
	for (i = 1; i <= nsystems; i++) systems[i - 1] = w[i]

	file = dir "/Makefile"
	put("OPSYS=\tLinux")
	put("MACHINE_ARCH=\tx86_64")
	put("PREFIX=\t/usr/pkg")
	put("LEVEL=\t2")
	for (i = 3; i < nwords; i++) put(words[i] "?=\t" list())
	put("RUN=\t@set -e;")
	put("LONG_LIST=\t\\")
	for (i = 0; i < 12; i++) put("\t" items[i] "-" i " word" i " tool" i (i < 11 ? " \\" : ""))
	put("MACHINE!=\techo machine")
	put("all:")
	for (i = 0; i < 250; i++) put(".include \"f" i ".mk\"")
	put("RESULT=\t${OPSYS}")
	for (i = 0; i < 250; i++) put("RESULT+=\t${V" i "_FLAGS} ${V" i "_LIBS:O:u} ${V" i "_DIRS:M*.c}")
	close(file)

	for (number = 0; number < 250; number++) {
		file = dir "/f" number ".mk"
		end = (number + 1) * 200
		put("# File " number " of the framework.")
		put("")
		put(".if !defined(F" number "_MK)")
		put("F" number "_MK:=\t# defined")
		for (i = 0; i < 4 && number > 4; i++) put(".include \"f" (number - 1 - random(4)) ".mk\"")
		while (lines < end) {
			r = random(100)
			if (r < 14) {
				put("")
				put("# Comments of some length stand before what they explain; readers need them,")
				put("# and make has to skip them.")
			}
			if (r < 32) block(0)
			else if (r < 38) loop(0)
			else if (r < 52) rule()
			else assignment()
		}
		put(".endif")
		close(file)
	}
}
