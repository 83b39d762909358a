#include "job/still_pipeline.h"

#include <algorithm>
#include <array>
#include <utility>

extern "C" {
#include <libavutil/md5.h>
}

#include "base/text.h"
#include "frame/visible.h"
#include "picture/jpeg.h"
#include "picture/png.h"
#include "picture/webp.h"

namespace cliploop {
namespace {

std::string md5_of(const std::vector<uint8_t>& bytes) {
  std::array<uint8_t, 16> digest{};
  av_md5_sum(digest.data(), bytes.data(), bytes.size());
  return hex_text(digest);
}

}  // namespace

StillPipeline::StillPipeline(const Parts& parts)
    : parts_(parts), renderers_(static_cast<size_t>(std::max(1, parts.size.threads))) {
  if (parts.layout) sheet_.emplace(*parts.layout);
  if (parts.size.threads > 1) pool_.emplace(parts.size.threads, Stage::SCALE);
}

// Without a pool, on the calling thread.
template <typename F>
auto StillPipeline::run(F task) -> std::future<decltype(task(0))> {
  if (pool_) return pool_->submit(std::move(task));
  std::packaged_task<decltype(task(0))(int)> now(std::move(task));
  now(0);
  return now.get_future();
}

void StillPipeline::submit(FrameFinder::Found frame, int64_t number) {
  parts_.cancel.check();
  pending_.push_back({run([this, frame = std::move(frame)](int worker) { return render(frame, worker); }), number});
  const size_t most = pool_ ? static_cast<size_t>(parts_.size.threads) + 1 : 0;
  while (pending_.size() > most) write_first();
}

StillPipeline::Rendered StillPipeline::render(const FrameFinder::Found& frame, int worker) {
  parts_.cancel.check();
  Rendered out;
  Image image;
  {
    const Timings::Span span(parts_.timings, Stage::SCALE);
    auto& renderer = renderers_[static_cast<size_t>(worker)];
    if (!renderer) renderer = std::make_unique<Renderer>(parts_.plan);
    image = renderer->render(*frame.frame, frame.previous.get(), frame.next.get());
  }
  out.visible = shows_anything(image, 1);
  if (sheet_) {
    out.tile = std::move(image);
  } else {
    out.encoded = encode(image);
  }
  return out;
}

StillPipeline::Encoded StillPipeline::encode(const Image& image) const {
  parts_.cancel.check();
  const Timings::Span span(parts_.timings, Stage::COMPRESS);
  const StillsOptions& options = parts_.options;
  Encoded out{image.width, image.height, {}, {}};
  switch (options.format) {
    case StillFormat::WEBP:
      out.bytes = picture::encode_webp(image, options.quality, parts_.cancel);
      break;
    case StillFormat::PNG:
      out.bytes = picture::encode_png(image);
      break;
    case StillFormat::JPEG:
      out.bytes = picture::encode_jpeg(image, options.quality, options.background);
      break;
  }
  out.md5 = md5_of(out.bytes);
  return out;
}

void StillPipeline::write_first() {
  Pending first = std::move(pending_.front());
  pending_.pop_front();
  const Rendered still = first.still.get();
  visible_ = visible_ || still.visible;
  if (sheet_) {
    sheet_->add(still.tile);
    if (sheet_->full()) encode_sheet();
  } else {
    write(still.encoded, first.number);
  }
  parts_.progress.advance(++written_, parts_.output.size());
}

// A sheet is encoded while the tiles of the next one are rendered.
void StillPipeline::encode_sheet() {
  write_sheet();
  auto image = std::make_shared<const Image>(sheet_->take(parts_.options.background));
  pending_sheet_ = run([this, image = std::move(image)](int) { return encode(*image); });
}

void StillPipeline::write_sheet() {
  if (pending_sheet_.valid()) write(pending_sheet_.get(), static_cast<int64_t>(files_.size()));
}

void StillPipeline::write(const Encoded& picture, int64_t number) {
  const Timings::Span span(parts_.timings, Stage::WRITE);
  const int64_t offset = parts_.output.add(number, picture.bytes);
  files_.push_back(
      {number, picture.width, picture.height, offset, static_cast<int64_t>(picture.bytes.size()), picture.md5});
}

void StillPipeline::finish() {
  while (!pending_.empty()) write_first();
  if (sheet_ && !sheet_->empty()) encode_sheet();
  write_sheet();
}

}  // namespace cliploop
