/// How the tiles of 2 × 2 output pixels of some pictures are divided among tasks.
///
/// A task goes down a strip of a picture block by block, a block being tiles enough to make the weights worth fetching: part of a row of
/// tiles of a wide picture, several rows of a narrow one. What is computed for a tile does not depend on the division.
struct TilePlan {
    /// What a task computes.
    struct Task {
        let picture: Int
        /// In tiles.
        let rows: Range<Int>
        let columns: Range<Int>
        let groups: Range<Int>
    }

    /// Rows of tiles in a block, and the most columns.
    let rowsOfBlock: Int
    let columnsOfStrip: Int
    let taskCount: Int
    let blocksOfPicture: Int
    private let rows: Int
    private let columns: Int
    private let strips: Int
    private let rowsOfTask: Int
    private let segments: Int
    private let groups: Int
    private let shares: Int

    private static let tilesOfBlock = 32
    /// Tiles that the products take at once, where there are as many.
    private static let tilesOfStep = 8
    /// The lines at a task's upper and lower edge are prepared by its neighbours, too: few of them in as many rows.
    private static let mostRowsOfTask = 16
    /// Tasks for each thread, that the last ones may not keep it waiting long.
    private static let tasksOfThread = 4

    /// - Parameters:
    ///   - height, width: of a picture, in pixels.
    ///   - groups: parts that the outputs can be divided into.
    init(pictures: Int, height: Int, width: Int, groups: Int, threads: Int) {
        rows = (height + 1) / 2
        columns = (width + 1) / 2
        self.groups = groups
        (rowsOfBlock, columnsOfStrip) = Self.blockSize(rows: rows, columns: columns)
        strips = (columns + columnsOfStrip - 1) / columnsOfStrip
        blocksOfPicture = (rows + rowsOfBlock - 1) / rowsOfBlock * strips
        let wanted = Self.tasksOfThread * threads
        var blocks = max(Self.mostRowsOfTask / rowsOfBlock, 1)
        while blocks > 1, pictures * strips * ((rows + blocks * rowsOfBlock - 1) / (blocks * rowsOfBlock)) < wanted { blocks /= 2 }
        rowsOfTask = blocks * rowsOfBlock
        segments = (rows + rowsOfTask - 1) / rowsOfTask
        // Too few tiles: tasks share them, each with some of the outputs, and all prepare the same input.
        shares = min(max(wanted / (pictures * strips * segments), 1), groups)
        taskCount = pictures * strips * segments * shares
    }

    /// Rows and columns of the blocks that a picture of so many tiles is divided into.
    static func blockSize(rows: Int, columns: Int) -> (rows: Int, columns: Int) {
        // About equal strips, of whole steps of the products where there are as many tiles.
        let strips = (columns + tilesOfBlock - 1) / tilesOfBlock
        let equal = (columns + strips - 1) / strips
        let width = min((equal + tilesOfStep - 1) / tilesOfStep * tilesOfStep, columns)
        return (min(max(tilesOfBlock / width, 1), rows), width)
    }

    /// A block's number in its picture, by the first of its tiles.
    func block(row: Int, column: Int) -> Int { row / rowsOfBlock * strips + column / columnsOfStrip }

    func task(_ index: Int) -> Task {
        let share = index % shares
        let strip = index / shares % strips
        let segment = index / shares / strips % segments
        return Task(
            picture: index / shares / strips / segments,
            rows: segment * rowsOfTask..<min((segment + 1) * rowsOfTask, rows),
            columns: strip * columnsOfStrip..<min((strip + 1) * columnsOfStrip, columns),
            groups: groups * share / shares..<groups * (share + 1) / shares)
    }
}
