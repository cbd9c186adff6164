# A build of N packages for `distbulk simulate': the history, then the graph, in the files named by `history' and `graph'.
# Most packages are small and few are large, and all need some of a few that are low in the graph.
BEGIN {
    srand(seed); print "pkgname,duration" >history
    for (i = 1; i <= n; i++) {
        r = rand(); d = 20000 + int(2000 / (r * r + 0.0004))
        print "p" i "," d >history
        m = i < 40 ? int(rand() * 2) : 1 + int(rand() * 12)
        split("", seen)
        for (k = 0; k < m && i > 1; k++) {
            u = rand(); j = 1 + int((i - 1) * u * u * u)
            if (!(j in seen)) { seen[j] = 1; print "p" j " -> p" i >graph }
        }
        if (m == 0) print "p" i >graph
    }
}
