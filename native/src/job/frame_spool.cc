#include "job/frame_spool.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/text.h"

namespace cliploop {
namespace {

// R G B A to R G B, and back.
void drop_alpha(const uint8_t* rgba, size_t pixels, uint8_t* rgb) {
  for (size_t i = 0; i < pixels; ++i, rgba += 4, rgb += 3) std::copy_n(rgba, 3, rgb);
}

void add_alpha(const uint8_t* rgb, size_t pixels, uint8_t* rgba) {
  for (size_t i = 0; i < pixels; ++i, rgb += 3, rgba += 4) {
    std::copy_n(rgb, 3, rgba);
    rgba[3] = 255;
  }
}

}  // namespace

FrameSpool::FrameSpool(Parts parts)
    : parts_(std::move(parts)),
      width_(parts_.plan.geometry.canvas_width),
      height_(parts_.plan.geometry.canvas_height),
      slot_bytes_(int64_t{width_} * height_ * 4),
      capacity_(static_cast<size_t>(parts_.max_bytes / slot_bytes_)),
      renderers_(static_cast<size_t>(std::max(1, parts_.threads))) {
  if (capacity_ == 0) {
    throw Failure(Code::LIMIT_SPOOL_BYTES, Stage::WRITE,
                  "a frame has " + count_text(slot_bytes_, "byte", "bytes") + ", the limit is " +
                      count_text(parts_.max_bytes, "byte", "bytes"));
  }
  if (parts_.threads > 1) pool_.emplace(parts_.threads, Stage::SCALE);
}

FrameSpool::~FrameSpool() {
  // The tasks use this object.
  for (auto& image : rendering_) {
    if (image.valid()) image.wait();
  }
}

ImagePtr FrameSpool::render(const SampledFrame& frame, int worker) {
  parts_.cancel.check();
  const Timings::Span span(parts_.timings, Stage::SCALE);
  auto& renderer = renderers_[static_cast<size_t>(worker)];
  if (!renderer) renderer = std::make_unique<Renderer>(parts_.plan);
  return std::make_shared<const Image>(renderer->render(*frame.frame, frame.previous.get(), frame.next.get()));
}

void FrameSpool::add(SampledFrame frame) {
  if (!pool_) {
    store(*render(frame, 0));
    return;
  }
  // As many frames as threads wait to be written, so that no thread waits for the file.
  while (rendering_.size() >= 2 * static_cast<size_t>(pool_->size())) {
    store_first();
  }
  rendering_.push_back(pool_->submit([this, frame = std::move(frame)](int worker) { return render(frame, worker); }));
}

void FrameSpool::flush() {
  while (!rendering_.empty()) store_first();
  if (!pool_) return;
  pool_.reset();
  renderers_.resize(1);
}

void FrameSpool::store_first() {
  // Not in the list any more when it throws.
  std::future<ImagePtr> first = std::move(rendering_.front());
  rendering_.pop_front();
  store(*first.get());
}

void FrameSpool::restart(size_t index) {
  next_ = index;
  stored_ = 0;
}

void FrameSpool::store(const Image& image) {
  parts_.cancel.check();
  const Timings::Span span(parts_.timings, Stage::WRITE);
  size_t bytes = image.pixels() * 4;
  const uint8_t* data = image.rgba.data();
  if (image.opaque) {
    bytes = image.pixels() * 3;
    packed_.resize(bytes);
    drop_alpha(data, image.pixels(), packed_.data());
    data = packed_.data();
  }
  parts_.file->write_at(offset_of(next_), {data, bytes});
  const size_t slot = next_ % capacity_;
  if (slots_.size() <= slot) slots_.resize(slot + 1);
  slots_[slot] = {image.opaque};
  ++next_;
  stored_ = std::min(stored_ + 1, capacity_);
}

ImagePtr FrameSpool::read(size_t index) const {
  const bool opaque = slots_[index % capacity_].opaque;
  const int64_t offset = offset_of(index);
  auto image = std::make_shared<Image>(width_, height_);
  image->opaque = opaque;
  const size_t pixels = image->pixels();
  size_t got = 0;
  size_t wanted = pixels * 4;
  if (opaque) {
    wanted = pixels * 3;
    // Into the end of the picture, from where it is spread over all of it.
    uint8_t* rgb = image->rgba.data() + pixels;
    got = parts_.file->read_at(offset, {rgb, wanted});
    add_alpha(rgb, pixels, image->rgba.data());
  } else {
    got = parts_.file->read_at(offset, {image->rgba.data(), wanted});
  }
  if (got != wanted) throw Failure(Code::INTERNAL, Stage::WRITE, "the temporary file is shorter than what was written");
  return image;
}

}  // namespace cliploop
