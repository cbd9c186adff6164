internal import MakeDriver

@main
enum Distmake {
    static func main() { distmakeMain() }
}
