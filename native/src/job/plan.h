// The properties of a job's output that are known before the first frame is encoded.
#pragma once

#include <cstdint>
#include <functional>

#include "base/rational.h"
#include "frame/render.h"
#include "input/reader.h"
#include "input/stream_facts.h"
#include "job/options.h"
#include "job/segment.h"

namespace cliploop {

struct JobPlan {
  int width = 0;         // of the output, pixels
  int height = 0;        // pixels
  Rational start;        // seconds from the first displayed frame
  Rational duration;     // seconds; 0 = unknown
  int64_t frames = 0;    // before identical frames are merged; 0 = unknown
  Rational frame_rate;   // of the output, frames per second of the video; 0 = unknown
  Rational source_rate;  // of the source, frames per second; 0 = unknown
};

// The frame rate to expect of the output, frames per second of the video; 0 = unknown.
Rational expected_rate(const AnimateOptions& options, Rational source_rate);

using PlanCallback = std::function<void(const JobPlan&)>;

// What the first frame of the segment determines. The first frame of the file may differ in size, color and
// interlacing.
struct FramePlan {
  VideoFacts facts;
  RenderPlan render;
};

struct SegmentPlan : FramePlan {
  JobPlan job;
};

// first: the frame on screen at the start of the segment. dither_step: see RenderPlan. Throws INVALID_OPTION like
// compute_geometry().
FramePlan plan_frames(const VideoOptions& options, const Reader& reader, const AVFrame& first, double dither_step);

// The same, and the plan of the job.
SegmentPlan plan_segment(const AnimateOptions& options, const Segment& segment, const Reader& reader,
                         const AVFrame& first);

}  // namespace cliploop
