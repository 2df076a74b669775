import ImageCodec

extension GenerationRun {
    /// The wave's candidates as far as they are drawn. Only looks at the codes: what is drawn next does not depend on who looked.
    func preview(of wave: CandidateWave) throws -> GenerationPreview {
        let canvas = composition.canvas
        let parts = wave.soFar.map { ($0.candidate, PartialPicture(width: canvas.width, height: canvas.height, codes: $0.codes)) }
        let grids = try parts.map { try CodeGrid(width: $1.width, height: $1.height, codes: $1.filled) }
        let images = try pipeline.decode(grids)
        return GenerationPreview(
            pictures: zip(parts, images).map { part, image in
                let (candidate, picture) = part
                return GenerationPreview.Picture(
                    candidate: candidate, image: composition.picture(picture.hidingRest(of: image), candidate: candidate))
            })
    }
}
