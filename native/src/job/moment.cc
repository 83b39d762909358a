#include "job/moment.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "frame/render.h"
#include "job/frame_finder.h"
#include "job/loop.h"
#include "job/span.h"
#include "job/still_times.h"

namespace cliploop {
namespace {

// Key frames that are looked at first, and moments that are decoded then.
constexpr int64_t kMostKeyFrames = 48;
constexpr size_t kMostMoments = 6;
// Frames of all moments. Where key frames cannot be found, as many of the first frames are decoded.
constexpr int64_t kMostLooked = 1200;
// What follows a moment that begins with a key frame, in which there may be a better start.
constexpr Rational kMostAfter{5};
// The length of the video when it is unknown, seconds.
constexpr Rational kUnknownLength{120};
// Below these, a picture is dark, empty or blurred.
constexpr double kDark = 24;
constexpr double kFlat = 10;
// A smaller part of the picture shows nothing.
constexpr double kLeastVisible = 0.01;
// A cut changes the picture by this much, and by this many times as much as the frames around it.
constexpr double kCutChange = 14;
constexpr double kCutFactor = 6;
// Changes of neighbors, for which motion counts half, and above which it is too hectic.
constexpr double kSomeMotion = 1.5;
constexpr double kMuchMotion = 20;
// What the parts of the score count.
constexpr double kMotionWeight = 2;
constexpr double kLoopWeight = 1;
constexpr double kSharpWeight = 1;

double luma_of(const uint8_t* pixel) { return 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]; }

double brightness_of(const Miniature& frame) {
  double sum = 0;
  for (size_t i = 0; i + 2 < frame.pixels.size(); i += 3) sum += luma_of(&frame.pixels[i]);
  // Of the part that is visible.
  if (frame.visible < kLeastVisible) return 0;
  return sum * 3 / static_cast<double>(std::max<size_t>(1, frame.pixels.size())) / frame.visible;
}

// A key frame, and how it looks.
struct Candidate {
  Rational time;
  Look look;
};

// Whether a part of the video cannot be shown. Other parts may.
bool is_unusable(const Failure& failure) {
  return failure.status.code == Code::INPUT_ENCRYPTED || failure.status.code == Code::DECODE_FAILED;
}

std::vector<Candidate> look_at_key_frames(const AnimateOptions& options, Rational last, Rational length, Reader& reader,
                                          Timings& timings, CancelToken& cancel) {
  std::vector<Candidate> out;
  const int64_t count = std::clamp<int64_t>((last / length * Rational{2}).ceiled(), 1, kMostKeyFrames);
  std::optional<Renderer> renderer;
  FrameFinder finder(reader, timings, cancel);
  finder.start_at(Rational{});
  for (int64_t i = 0; i < count; ++i) {
    cancel.check();
    const std::optional<FrameFinder::Found> found = finder.key_frame(cell_of(Rational{}, last, count, i));
    if (!found) continue;
    if (!renderer) renderer.emplace(plan_miniatures(options, reader, *found->frame));
    const Timings::Span span(timings, Stage::SCALE);
    const Image image = renderer->render(*found->frame, found->previous.get(), found->next.get());
    out.push_back({std::min(found->time, last), look_of(image)});
  }
  return out;
}

}  // namespace

Look look_of(const Image& image) {
  Look out;
  double sum = 0, squares = 0, edges = 0, visible = 0;
  for (int y = 0; y < image.height; ++y) {
    const uint8_t* row = image.row(y);
    const uint8_t* below = image.row(std::min(y + 1, image.height - 1));
    for (int x = 0; x < image.width; ++x) {
      const uint8_t* pixel = row + static_cast<ptrdiff_t>(x) * 4;
      const double alpha = pixel[3] / 255.0;
      const double luma = luma_of(pixel);
      const double right = luma_of(row + static_cast<ptrdiff_t>(std::min(x + 1, image.width - 1)) * 4);
      visible += alpha;
      sum += alpha * luma;
      squares += alpha * luma * luma;
      edges += alpha * (std::abs(luma - right) + std::abs(luma - luma_of(below + static_cast<ptrdiff_t>(x) * 4)));
    }
  }
  if (visible < kLeastVisible * static_cast<double>(image.pixels())) return out;
  out.brightness = sum / visible;
  out.contrast = std::sqrt(std::max(0.0, squares / visible - out.brightness * out.brightness));
  out.sharpness = edges / visible / 2;
  return out;
}

bool shows_something(const Look& look) { return look.brightness >= kDark && look.contrast >= kFlat; }

Moment best_moment(const std::vector<Miniature>& frames, Rational length) {
  Moment best;
  if (frames.size() < 2) return best;
  std::vector<double> changes(frames.size());
  for (size_t i = 1; i < frames.size(); ++i) changes[i] = difference(frames[i - 1], frames[i]);
  std::vector<double> sorted(changes.begin() + 1, changes.end());
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<ptrdiff_t>(sorted.size() / 2), sorted.end());
  const double usual = sorted[sorted.size() / 2];
  const auto ends_moment = [&](size_t i) {
    const bool cut = changes[i] > kCutChange && changes[i] > kCutFactor * usual;
    return cut || brightness_of(frames[i]) < kDark;
  };
  // The start of the frames that belong together, and sums of their changes.
  size_t from = brightness_of(frames[0]) < kDark ? 1 : 0;
  for (size_t end = 1; end < frames.size(); ++end) {
    if (ends_moment(end)) {
      from = brightness_of(frames[end]) < kDark ? end + 1 : end;
      continue;
    }
    // The last start whose moment is complete with this frame.
    size_t start = from;
    if (frames[end].time - frames[start].time < length) continue;
    while (start + 1 < end && frames[end].time - frames[start + 1].time >= length) ++start;
    double motion = 0;
    for (size_t i = start + 1; i <= end; ++i) motion += changes[i];
    motion /= static_cast<double>(end - start);
    const double moving = motion / (motion + kSomeMotion) * std::min(1.0, kMuchMotion / std::max(motion, 1e-6));
    const double jump = difference(frames[end], frames[start]) / std::max(0.25, motion);
    const double score = 0.01 + kMotionWeight * moving + kLoopWeight / (1 + jump / 4);
    if (score > best.score) best = {start, score};
    from = std::max(from, start);
  }
  return best;
}

void choose_start(const AnimateOptions& options, Segment& segment, Reader& reader, Timings& timings,
                  CancelToken& cancel) {
  if (!options.auto_start || !segment.end) return;
  const Rational length = *segment.end - segment.start;
  const Span video = span_of({Rational{}, std::nullopt, segment.video_length}, reader, kUnknownLength);
  if (video.end <= length) return;
  const Rational last = video.end - length;  // that the segment can begin at
  std::vector<Candidate> candidates;
  try {
    candidates = look_at_key_frames(options, last, length, reader, timings, cancel);
  } catch (const Failure& failure) {
    if (!is_unusable(failure)) throw;
  }
  const Rational interval = reader.timeline().interval();
  int64_t left = kMostLooked;
  double best = 0;
  std::optional<Rational> start;
  const auto look_from = [&](Rational from, Rational until, double more) {
    try {
      const Looked seen = look(options, from, until, left, reader, timings, cancel);
      left -= seen.decoded;
      const Moment moment = best_moment(seen.frames, length - interval);
      if (moment.score <= 0 || moment.score + more <= best) return;
      best = moment.score + more;
      start = std::min(seen.frames[moment.start].time, last);
    } catch (const Failure& failure) {
      if (!is_unusable(failure)) throw;
    }
  };
  // Without key frames, each moment would be decoded from the beginning of the video on.
  if (candidates.size() < 2) look_from(Rational{}, video.end, 0);
  std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& one, const Candidate& other) {
    const auto order = [](const Candidate& all) { return std::pair(shows_something(all.look), all.look.sharpness); };
    return order(one) > order(other);
  });
  const double sharpest = candidates.empty() ? 1 : std::max(1e-6, candidates.front().look.sharpness);
  std::vector<Rational> tried;
  for (const Candidate& candidate : candidates) {
    if (candidates.size() < 2 || tried.size() >= kMostMoments || left <= 0) break;
    if (!shows_something(candidate.look)) break;
    const auto near = [&](Rational time) {
      const Rational gap = time > candidate.time ? time - candidate.time : candidate.time - time;
      return gap < length;
    };
    if (std::any_of(tried.begin(), tried.end(), near)) continue;
    tried.push_back(candidate.time);
    const Rational until = std::min(video.end, candidate.time + length + std::min(length, kMostAfter));
    look_from(candidate.time, until, kSharpWeight * candidate.look.sharpness / sharpest);
  }
  // Every moment has a cut, or is dark: then the key frame that looks best begins it.
  if (!start && !candidates.empty()) start = candidates.front().time;
  if (!start) return;
  segment.start = *start;
  segment.end = *start + length;
}

}  // namespace cliploop
