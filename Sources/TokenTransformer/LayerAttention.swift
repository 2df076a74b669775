import CKernels
import Tensors

/// The attention of one layer: what its places store, and what they look at.
struct LayerAttention: Sendable {
    let plan: AttentionPlan
    /// How the layer's keys and values lie in the memory of the text, and in that of the image codes.
    let text: KeyValueLayout.Layer
    let image: KeyValueLayout.Layer

    private var heads: Int { text.heads }
    private var headDimension: Int { text.headDimension }
    private var width: Int { heads * headDimension }

    /// Tasks for each thread, so that one that is held up does not hold up the others.
    private static let tasksPerThread = 4

    /// What a thread needs to know of a row: no more than numbers and addresses, so that none has to be retained.
    private struct Row {
        let place: Int
        let text: UnsafeMutableRawPointer
        /// Nil for a text place.
        let image: UnsafeMutableRawPointer?

        init(_ place: SequencePlace) {
            self.place = place.place
            text = place.text.address
            image = place.image?.address
        }
    }

    /// Stores the keys and values of all places, and attends to what they see.
    ///
    /// The work is divided by groups of rows and by heads; a group's rows take their turns.
    /// - Parameters:
    ///   - queryKeyValue: `[≥ rows, 3 · width]`: queries, keys, values.
    ///   - output: `[≥ rows, width]`.
    func apply(_ queryKeyValue: Tensor, pass: ForwardPass, into output: inout Tensor, on pool: ComputePool) {
        let rows = pass.places.map(Row.init)
        let parts = min(heads, max(1, (Self.tasksPerThread * pool.threads + pass.groups.count - 1) / pass.groups.count))
        let headsPerTask = (heads + parts - 1) / parts
        let tasksPerGroup = (heads + headsPerTask - 1) / headsPerTask
        withExtendedLifetime(pass) {
            plan.withRuns { runs in
                queryKeyValue.withUnsafeBufferPointer { queryKeyValue in
                    output.withUnsafeMutableBufferPointer { output in
                        rows.withUnsafeBufferPointer { rows in
                            pool.parallel(pass.groups.count * tasksPerGroup) { task in
                                let firstHead = task / pass.groups.count * headsPerTask
                                let heads = firstHead..<min(firstHead + headsPerTask, heads)
                                for turn in pass.turns[pass.groups[task % pass.groups.count]] {
                                    take(
                                        turn, rows: rows, heads: heads, runs: runs, queryKeyValue: queryKeyValue.baseAddress!,
                                        output: output.baseAddress!)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// One turn of a group, in some heads.
    private func take(
        _ turn: Range<Int>, rows: UnsafeBufferPointer<Row>, heads: Range<Int>, runs: UnsafePointer<LubokSlotRun>,
        queryKeyValue: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
    ) {
        withUnsafeTemporaryAllocation(of: LubokQuery.self, capacity: turn.count) { queries in
            for (index, row) in turn.enumerated() {
                let offset = heads.lowerBound * headDimension
                queries.initializeElement(
                    at: index,
                    to: query(
                        of: rows[row], head: heads.lowerBound, runs: runs, query: queryKeyValue + row * 3 * width + offset,
                        output: output + row * width + offset))
            }
            let scratchCount = Attention.scratchCount(headDimension: headDimension, keys: plan.mostKeys)
            withUnsafeTemporaryAllocation(byteCount: scratchCount * MemoryLayout<Float>.stride, alignment: 64) { scratch in
                Attention.attend(
                    UnsafeBufferPointer(queries),
                    to: text.keyMemory(at: rows[turn.lowerBound].text, head: heads.lowerBound), precision: text.precision,
                    heads: heads.count, headDimension: headDimension,
                    scratch: scratch.bindMemory(to: Float.self).baseAddress!)
            }
        }
    }

    /// - Parameters:
    ///   - head: the first of those that are computed.
    ///   - query: the row's, from that head on; key and value follow, `width` and `2 · width` further on.
    private func query(
        of row: Row, head: Int, runs: UnsafePointer<LubokSlotRun>, query: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
    ) -> LubokQuery {
        let place = row.place
        let ownRuns = plan.runRange(place: place)
        let (layout, target) =
            row.image.map { (image, image.addresses(slot: plan.slot(ofImagePlace: place), head: head, in: $0)) }
            ?? (text, text.addresses(slot: place, head: head, in: row.text))
        return LubokQuery(
            query: query, key: query + width, value: query + 2 * width, output: output,
            key_slot: target.key, value_slot: target.value, slot_stride: layout.headStride,
            shared_count: plan.sharedCount(place: place),
            own: row.image.map { image.keyMemory(at: $0, head: head) } ?? LubokKeyMemory(),
            runs: runs + ownRuns.lowerBound, run_count: ownRuns.count)
    }
}
