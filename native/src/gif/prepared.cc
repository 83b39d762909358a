#include "gif/prepared.h"

#include <utility>

#include "gif/diff.h"
#include "palette/exact.h"

namespace cliploop::gif {
namespace {

bool has_few_colors(const Image& image) {
  ExactPalette colors;
  for (size_t i = 0; i < image.pixels(); ++i) {
    if (is_visible(image, i) && !colors.add(&image.rgba[i * 4])) return false;
  }
  return true;
}

size_t count_visible(const Image& image) {
  if (image.opaque) return image.pixels();
  size_t count = 0;
  for (size_t i = 0; i < image.pixels(); ++i) count += is_visible(image, i) ? 1 : 0;
  return count;
}

}  // namespace

std::shared_ptr<const Prepared> prepare_image(ImagePtr image) {
  auto out = std::make_shared<Prepared>();
  out->image = std::move(image);
  const Image& in = *out->image;
  out->exact = has_few_colors(in);
  const size_t visible = count_visible(in);
  out->covers = visible == in.pixels();
  out->planes = planes_of(in);
  if (out->exact) return out;
  Histogram histogram;
  histogram.add(in.rgba.data(), in.width, in.height, visible, [&](size_t i) { return is_visible(in, i); });
  out->bins = histogram.take();
  return out;
}

}  // namespace cliploop::gif
