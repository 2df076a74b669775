/// What the neighbourhood pattern does where its square leaves the picture.
public enum NeighbourhoodBorder: Sendable, Equatable {
    /// The square ends at the picture's border.
    case clamped
    /// The square goes on at the opposite border.
    case wrapped
}
