import ArgumentParser
import ForegroundSegmentation

/// Whether pictures are cut out, and how.
struct CutoutArguments: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            say(
                "Write each picture without its background, too: by the model's U-Net, along the contour of a plain background, or by what suits.",
                "Записать и вырезанные картинки без фона: сетью U-Net модели, по контуру на ровном фоне или как подойдёт."),
            valueName: say("method", "способ")))
    var cutout: PictureCutter.Choice?
}

extension PictureCutter.Choice: ExpressibleByArgument {}
