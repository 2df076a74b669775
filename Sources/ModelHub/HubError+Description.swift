extension HubError: CustomStringConvertible {
    /// One English sentence.
    public var description: String {
        switch self {
        case .unknownModel(let name, let known):
            "“\(name)” is none of the released models; those are \(known.joined(separator: ", "))."
        case .invalidEndpoint(let address):
            "HF_ENDPOINT is “\(address)”, which is no address of a server."
        case .offline(let file):
            "\(file) is not on this machine, and HF_HUB_OFFLINE forbids to fetch it."
        case .unreachable(let host, let reason):
            "\(host) cannot be reached: \(reason)."
        case .unauthorized(let file, let hasToken):
            "The hub does not show \(file): "
                + (hasToken ? "the token does not give access to it." : "there is no such repository, or it needs a token in HF_TOKEN.")
        case .forbidden(let file, let hasToken):
            "The hub refuses \(file): access has to be asked for on the repository's page"
                + (hasToken ? "." : ", and a token be given in HF_TOKEN.")
        case .notFound(let file):
            "The hub has no file \(file)."
        case .tooManyRequests(let file, let seconds):
            "The hub refuses \(file) because of too many requests, after \(seconds) s of waiting, too; try again later."
        case .unexpectedStatus(let file, let status):
            "The hub answers \(status) for \(file)."
        case .tooManyRedirects(let file):
            "The hub sends from address to address for \(file), without end."
        case .unsafeRedirect(let file, let location):
            "The hub sends to “\(location)” for \(file), which is not safe."
        case .badMetadata(let file, let header):
            "The hub does not say what \(file) is: the header \(header) is missing or makes no sense."
        case .interrupted(let file, let received, let expected):
            "The connection ended after \(received) of \(expected) bytes of \(file); run the same again to go on from there."
        case .wrongSize(let file, let expected, let found):
            "\(file) came with \(found) bytes where the hub announces \(expected)."
        case .wrongHash(let file, let expected, let found):
            "\(file) came with the hash \(found) where the hub announces \(expected); it was thrown away."
        case .notEnoughSpace(let path, let needed, let available):
            "\(path) needs \(needed) bytes of free space and has \(available)."
        case .cannotWrite(let path, let reason):
            "\(path) cannot be written: \(reason)."
        case .busy(let file):
            "Another program is fetching \(file) right now."
        }
    }
}
