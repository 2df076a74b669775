// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "Lubok",
    products: [
        .library(name: "Lubok", targets: ["TextToImage"]),
        .library(name: "Tokenization", targets: ["Tokenization"]),
        .library(name: "Checkpoints", targets: ["Checkpoints"]),
        .library(name: "Images", targets: ["Images"]),
        .library(name: "TokenTransformer", targets: ["TokenTransformer"]),
        .library(name: "ImageCodec", targets: ["ImageCodec"]),
        .library(name: "TextImageMatching", targets: ["TextImageMatching"]),
        .library(name: "SuperResolution", targets: ["SuperResolution"]),
        .library(name: "ForegroundSegmentation", targets: ["ForegroundSegmentation"]),
        .executable(name: "lubok", targets: ["lubok"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // SHA-256 of model files.
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        // The three system libraries, and the only hand-written intrinsics.
        .target(name: "CKernels"),
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .target(name: "CICU", linkerSettings: [.linkedLibrary("icuuc")]),
        .target(name: "CPNG", linkerSettings: [.linkedLibrary("png")]),

        // Numbers and files.
        .target(name: "Tensors", dependencies: ["CKernels", "COpenBLAS"]),
        .target(name: "Checkpoints", dependencies: ["Tensors"]),
        .target(name: "Layers", dependencies: ["Checkpoints", "Tensors"]),
        .target(name: "Tokenization", dependencies: ["CICU"]),
        .target(name: "Images", dependencies: ["CPNG", "Tensors"]),

        // The models: they import neither one another nor the tokenizer.
        .target(name: "TokenTransformer", dependencies: ["Layers"]),
        .target(name: "ImageCodec", dependencies: ["Layers", .product(name: "Yams", package: "Yams")]),
        .target(name: "TextImageMatching", dependencies: ["Layers", "Images"]),
        .target(name: "SuperResolution", dependencies: ["Layers", "Images"]),
        .target(name: "ForegroundSegmentation", dependencies: ["Layers", "Images"]),

        // The pipeline and its edge.
        .target(
            name: "TextToImage",
            dependencies: [
                "Tokenization", "TokenTransformer", "ImageCodec", "TextImageMatching", "SuperResolution", "ForegroundSegmentation", "Images",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        // Fetches files; knows nothing of what is in them.
        .target(name: "ModelHub", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        .target(name: "Benchmarks", dependencies: ["TextToImage", "CKernels"]),
        .executableTarget(
            name: "lubok",
            dependencies: [
                "TextToImage", "Benchmarks", "ModelHub", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        .target(name: "TestSupport", dependencies: ["Checkpoints", "Images"], path: "Tests/Support", exclude: ["hub.py"]),
        .testTarget(name: "TensorsTests", dependencies: ["Tensors", "CKernels", "TestSupport"]),
        .testTarget(name: "CheckpointsTests", dependencies: ["Checkpoints", "Tensors"]),
        .testTarget(name: "LayersTests", dependencies: ["Layers", "CKernels", "TestSupport"]),
        .testTarget(name: "TokenizationTests", dependencies: ["Tokenization"]),
        .testTarget(
            name: "ImagesTests", dependencies: ["Images", "Tensors"],
            exclude: ["Fixtures", "make_fixtures.py"]),
        .testTarget(name: "TokenTransformerTests", dependencies: ["TokenTransformer", "TestSupport"]),
        .testTarget(name: "ImageCodecTests", dependencies: ["ImageCodec", "TestSupport"]),
        .testTarget(name: "TextImageMatchingTests", dependencies: ["TextImageMatching", "TestSupport"]),
        .testTarget(name: "SuperResolutionTests", dependencies: ["SuperResolution", "TestSupport"]),
        .testTarget(name: "ForegroundSegmentationTests", dependencies: ["ForegroundSegmentation", "TestSupport"]),
        .testTarget(
            name: "TextToImageTests", dependencies: ["TextToImage", "TestSupport"], exclude: ["Fixtures"]),
        .testTarget(name: "ModelHubTests", dependencies: ["ModelHub", "TestSupport"]),
        .testTarget(name: "BenchmarksTests", dependencies: ["Benchmarks", "TestSupport"]),
        .testTarget(name: "CommandLineTests", dependencies: ["TestSupport", "lubok"]),
        .testTarget(name: "ConformanceTests", dependencies: ["Benchmarks", "TextToImage", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
