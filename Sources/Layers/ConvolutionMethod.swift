import Tensors

/// A way to compute a convolution, with the weights in the form that it needs.
protocol ConvolutionMethod: Sendable {
    /// The size of the output for an input of the given size.
    func outputSize(height: Int, width: Int) -> (height: Int, width: Int)

    /// output = bias + convolution of the input's mapped values, or that added to the output.
    ///
    /// A pixel's sums run in one order, whichever pixels are computed beside it.
    ///
    /// - Returns: the moments of the output, where they come with it.
    func convolve(
        _ input: FeatureMap, through map: ChannelMap, bias: Tensor?, accumulates: Bool, into output: FeatureMap, in workspace: Workspace
    ) -> ChannelMoments?
}
