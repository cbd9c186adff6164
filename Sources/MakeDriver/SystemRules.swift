import Text

/// What `sys.mk` says where a machine has none (make-language.md S1-27): the variables and inference rules of POSIX
/// make with the names that BSD makefiles expect, and the commands in the shape that bmake prints.
///
/// Decisions: `CFLAGS` is `-O2`, as on the BSDs; neither `-g` nor `-pipe`, so that the printed commands stay short.
/// `YFLAGS` is empty, as in POSIX: a `y.tab.h` that nobody wants would be a race under -j. `ARFLAGS` is `rc`, for the
/// `l` of old takes an argument in newer versions of ar(1). Objects are named with `-o`, so that a source found on the
/// search path in another directory still makes the target. Everything is `?=`: the environment goes first.
enum SystemRules {
    static let text = suffixes + Bytes(".LIBS: .a\n") + rules
    /// Where `.LIBS` is a mistake.
    static let textWithoutLibraries = suffixes + rules

    private static let suffixes = Bytes(".SUFFIXES: .out .a .ln .o .s .S .c .cc .cpp .cxx .C .f .y .l .sh\n")
    private static let rules = Bytes(
        """
        AR ?= ar
        ARFLAGS ?= rc
        RANLIB ?= ranlib

        AS ?= as
        AFLAGS ?=
        COMPILE.s ?= ${AS} ${AFLAGS}
        LINK.s ?= ${CC} ${AFLAGS} ${LDFLAGS}
        COMPILE.S ?= ${CC} ${AFLAGS} ${CPPFLAGS} -c
        LINK.S ?= ${CC} ${AFLAGS} ${CPPFLAGS} ${LDFLAGS}

        CC ?= cc
        CFLAGS ?= -O2
        COMPILE.c ?= ${CC} ${CFLAGS} ${CPPFLAGS} -c
        LINK.c ?= ${CC} ${CFLAGS} ${CPPFLAGS} ${LDFLAGS}

        CXX ?= c++
        CXXFLAGS ?= ${CFLAGS}
        COMPILE.cc ?= ${CXX} ${CXXFLAGS} ${CPPFLAGS} -c
        LINK.cc ?= ${CXX} ${CXXFLAGS} ${CPPFLAGS} ${LDFLAGS}

        CPP ?= cpp
        CPPFLAGS ?=

        FC ?= f77
        FFLAGS ?= -O2
        COMPILE.f ?= ${FC} ${FFLAGS} -c
        LINK.f ?= ${FC} ${FFLAGS} ${LDFLAGS}

        LEX ?= lex
        LFLAGS ?=
        LEX.l ?= ${LEX} ${LFLAGS}

        YACC ?= yacc
        YFLAGS ?=
        YACC.y ?= ${YACC} ${YFLAGS}

        LD ?= ld
        LDFLAGS ?=
        LDLIBS ?=

        CHMOD ?= chmod
        CP ?= cp
        CTAGS ?= ctags
        ECHO ?= echo
        INSTALL ?= install
        LINT ?= lint
        LINTFLAGS ?=
        LN ?= ln
        LORDER ?= lorder
        MV ?= mv
        NM ?= nm
        RM ?= rm
        SIZE ?= size
        STRIP ?= strip
        TSORT ?= tsort

        .c:
        \t${LINK.c} -o ${.TARGET} ${.IMPSRC} ${LDLIBS}
        .c.o:
        \t${COMPILE.c} -o ${.TARGET} ${.IMPSRC}
        .c.a:
        \t${COMPILE.c} -o ${.PREFIX}.o ${.IMPSRC}
        \t${AR} ${ARFLAGS} ${.TARGET} ${.PREFIX}.o
        \trm -f ${.PREFIX}.o
        .c.ln:
        \t${LINT} ${LINTFLAGS} ${CPPFLAGS:M-[IDU]*} -i ${.IMPSRC}

        .cc:
        \t${LINK.cc} -o ${.TARGET} ${.IMPSRC} ${LDLIBS}
        .cc.o:
        \t${COMPILE.cc} -o ${.TARGET} ${.IMPSRC}
        .cc.a:
        \t${COMPILE.cc} -o ${.PREFIX}.o ${.IMPSRC}
        \t${AR} ${ARFLAGS} ${.TARGET} ${.PREFIX}.o
        \trm -f ${.PREFIX}.o

        .cpp:
        \t${LINK.cc} -o ${.TARGET} ${.IMPSRC} ${LDLIBS}
        .cpp.o:
        \t${COMPILE.cc} -o ${.TARGET} ${.IMPSRC}
        .cpp.a:
        \t${COMPILE.cc} -o ${.PREFIX}.o ${.IMPSRC}
        \t${AR} ${ARFLAGS} ${.TARGET} ${.PREFIX}.o
        \trm -f ${.PREFIX}.o

        .cxx:
        \t${LINK.cc} -o ${.TARGET} ${.IMPSRC} ${LDLIBS}
        .cxx.o:
        \t${COMPILE.cc} -o ${.TARGET} ${.IMPSRC}
        .cxx.a:
        \t${COMPILE.cc} -o ${.PREFIX}.o ${.IMPSRC}
        \t${AR} ${ARFLAGS} ${.TARGET} ${.PREFIX}.o
        \trm -f ${.PREFIX}.o

        .C:
        \t${LINK.cc} -o ${.TARGET} ${.IMPSRC} ${LDLIBS}
        .C.o:
        \t${COMPILE.cc} -o ${.TARGET} ${.IMPSRC}
        .C.a:
        \t${COMPILE.cc} -o ${.PREFIX}.o ${.IMPSRC}
        \t${AR} ${ARFLAGS} ${.TARGET} ${.PREFIX}.o
        \trm -f ${.PREFIX}.o

        .f:
        \t${LINK.f} -o ${.TARGET} ${.IMPSRC} ${LDLIBS}
        .f.o:
        \t${COMPILE.f} -o ${.TARGET} ${.IMPSRC}
        .f.a:
        \t${COMPILE.f} -o ${.PREFIX}.o ${.IMPSRC}
        \t${AR} ${ARFLAGS} ${.TARGET} ${.PREFIX}.o
        \trm -f ${.PREFIX}.o

        .s:
        \t${LINK.s} -o ${.TARGET} ${.IMPSRC} ${LDLIBS}
        .s.o:
        \t${COMPILE.s} -o ${.TARGET} ${.IMPSRC}
        .s.a:
        \t${COMPILE.s} -o ${.PREFIX}.o ${.IMPSRC}
        \t${AR} ${ARFLAGS} ${.TARGET} ${.PREFIX}.o
        \trm -f ${.PREFIX}.o
        .S:
        \t${LINK.S} -o ${.TARGET} ${.IMPSRC} ${LDLIBS}
        .S.o:
        \t${COMPILE.S} -o ${.TARGET} ${.IMPSRC}
        .S.a:
        \t${COMPILE.S} -o ${.PREFIX}.o ${.IMPSRC}
        \t${AR} ${ARFLAGS} ${.TARGET} ${.PREFIX}.o
        \trm -f ${.PREFIX}.o

        .y:
        \t${YACC.y} ${.IMPSRC}
        \t${LINK.c} -o ${.TARGET} y.tab.c ${LDLIBS}
        \trm -f y.tab.c
        .y.c:
        \t${YACC.y} ${.IMPSRC}
        \tmv y.tab.c ${.TARGET}
        .y.o:
        \t${YACC.y} ${.IMPSRC}
        \t${COMPILE.c} -o ${.TARGET} y.tab.c
        \trm -f y.tab.c

        .l:
        \t${LEX.l} ${.IMPSRC}
        \t${LINK.c} -o ${.TARGET} lex.yy.c ${LDLIBS} -ll
        \trm -f lex.yy.c
        .l.c:
        \t${LEX.l} ${.IMPSRC}
        \tmv lex.yy.c ${.TARGET}
        .l.o:
        \t${LEX.l} ${.IMPSRC}
        \t${COMPILE.c} -o ${.TARGET} lex.yy.c
        \trm -f lex.yy.c

        .sh:
        \trm -f ${.TARGET}
        \tcp ${.IMPSRC} ${.TARGET}
        \tchmod a+x ${.TARGET}

        """)
}
