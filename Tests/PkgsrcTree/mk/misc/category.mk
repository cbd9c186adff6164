.include "../bsd.pkg.subdir.mk"
