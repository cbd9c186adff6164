package func distmakeMain() {}
