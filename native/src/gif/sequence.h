// The state of the GIF encoder from frame to frame: the screen, the current palette and the last frame.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "gif/canvas.h"
#include "gif/encoder.h"
#include "gif/finish.h"
#include "gif/prepared.h"
#include "gif/quality.h"
#include "palette/nearest.h"

namespace cliploop::gif {

class Sequence {
 public:
  explicit Sequence(const Options& options);

  // See Encoder::push() and Encoder::flush().
  void push(const Prepared& prepared, std::vector<Indexed>& ready);
  void flush(std::vector<Indexed>& ready);

 private:
  void release(const Rect& clear, std::vector<Indexed>& ready);
  FrameVector<uint8_t> restore(const Image& image, const Rect& clear, FrameVector<PixelAction>& actions);
  Drawn draw(const Prepared& prepared, const uint8_t* target, const FrameVector<PixelAction>& actions);
  void draw_dithered(const Prepared& prepared, const uint8_t* target, const FrameVector<PixelAction>& actions,
                     Drawn& out);
  void choose_palette(const Prepared& prepared, const uint8_t* target, const FrameVector<PixelAction>& actions);

  Options options_;
  Quality quality_;  // of the next frame
  Canvas canvas_;
  std::optional<ColorTable> table_;  // of the last frame that was dithered
  double spread_ = 0;                // spread of the colors that table_ was made for
  double worst_error_ = 0;           // mean squared distance from which on table_ is replaced
  std::optional<Drawn> pending_;     // the next image determines its disposal
  int64_t next_id_ = 0;
  bool first_covers_ = true;  // the first image has no transparent pixel
};

}  // namespace cliploop::gif
