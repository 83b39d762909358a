// The dynamic range that the tone curve of a job is for.
#pragma once

#include "frame/color.h"
#include "job/segment.h"

namespace cliploop {

// The peak luminance of the HDR video in the segment, in nits from 203 to 10000: measured in frames spread over the
// segment, but at most that of the mastering display. There is one value for the whole segment, so that the picture
// does not flicker. Of an input that can be read only once, only `first` is measured, and the peak is at least that of
// its metadata, or 1000 nits. The result does not depend on the number of threads. first: the first frame of the
// segment. color: that of `first`; its hdr() must be true. The next frame of the reader is the same as before.
int find_peak_nits(const Segment& segment, const ColorInfo& color, const AVFrame& first, Reader& reader);

}  // namespace cliploop
