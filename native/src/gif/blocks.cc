#include "gif/blocks.h"

#include <string_view>

namespace cliploop::gif {
namespace {

void put_text(std::string_view text, std::vector<uint8_t>& out) { out.insert(out.end(), text.begin(), text.end()); }

void put_16(int value, std::vector<uint8_t>& out) {
  out.push_back(static_cast<uint8_t>(value & 255));
  out.push_back(static_cast<uint8_t>(value >> 8));
}

}  // namespace

void put_screen(int width, int height, std::vector<uint8_t>& out) {
  put_text("GIF89a", out);
  put_16(width, out);
  put_16(height, out);
  out.push_back(0x70);  // no global table; 8 bits per channel in the source
  out.push_back(0);     // background index, unused without a table
  out.push_back(0);     // square pixels
}

void put_loop(int repeats, std::vector<uint8_t>& out) {
  out.insert(out.end(), {0x21, 0xFF, 11});
  put_text("NETSCAPE2.0", out);
  out.insert(out.end(), {3, 1});
  put_16(repeats, out);
  out.push_back(0);
}

void put_control(Disposal disposal, int transparent, int delay_cs, std::vector<uint8_t>& out) {
  const bool has_transparent = transparent >= 0;
  out.insert(out.end(), {0x21, 0xF9, 4});
  out.push_back(static_cast<uint8_t>(static_cast<int>(disposal) << 2 | (has_transparent ? 1 : 0)));
  put_16(delay_cs, out);
  out.push_back(static_cast<uint8_t>(has_transparent ? transparent : 0));
  out.push_back(0);
}

void put_image(const Rect& rect, const Palette& palette, int bits, std::vector<uint8_t>& out) {
  out.push_back(0x2C);
  put_16(rect.x, out);
  put_16(rect.y, out);
  put_16(rect.width, out);
  put_16(rect.height, out);
  out.push_back(static_cast<uint8_t>(0x80 | (bits - 1)));
  for (const Rgb& color : palette) out.insert(out.end(), {color.r, color.g, color.b});
  const size_t missing = (size_t{1} << bits) - palette.size();
  out.insert(out.end(), missing * 3, uint8_t{0});
}

void put_trailer(std::vector<uint8_t>& out) { out.push_back(0x3B); }

}  // namespace cliploop::gif
