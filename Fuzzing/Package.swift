// swift-tools-version: 6.1
import PackageDescription

// Apart from Lubok's own package, so that neither its manifest nor its builds know of sanitizers: `make fuzz` passes the flags.
let package = Package(
    name: "Fuzzing",
    dependencies: [.package(name: "Lubok", path: "..")],
    targets: [
        .systemLibrary(name: "CLibFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "CLibFuzzer",
                .product(name: "Checkpoints", package: "Lubok"),
                .product(name: "Images", package: "Lubok"),
                .product(name: "Lubok", package: "Lubok"),
                .product(name: "Tokenization", package: "Lubok"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)
