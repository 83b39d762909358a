// A strict GIF parser and a simple compositor, written from the GIF89a specification.
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace oracle {

struct GifFrame {
  int disposal = 0;
  int delay = 0;
  int transparent = -1;
  int x = 0, y = 0, width = 0, height = 0;
  int table_bits = 0;
  int min_code = 0;
  std::vector<std::array<uint8_t, 3>> colors;
  std::vector<uint8_t> indices;
};

struct Gif {
  int width = 0;
  int height = 0;
  int repeats = -1;  // -1: no loop block
  std::vector<GifFrame> frames;
};

inline void must(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(what);
}

// Decodes LZW data without its sub-blocks. The data must start with a clear code, and end with the end code and less
// than a byte of padding.
inline std::vector<uint8_t> unlzw(const std::vector<uint8_t>& data, int min_code) {
  must(min_code >= 2 && min_code <= 8, "minimum code size");
  const int clear = 1 << min_code;
  const int end = clear + 1;
  std::vector<std::vector<uint8_t>> table;
  std::vector<uint8_t> out;
  size_t bit = 0;
  int width = min_code + 1;
  const auto reset = [&] {
    table.clear();
    for (int i = 0; i < clear; ++i) table.push_back({static_cast<uint8_t>(i)});
    table.resize(static_cast<size_t>(end) + 1);
    width = min_code + 1;
  };
  const auto read = [&] {
    int code = 0;
    for (int i = 0; i < width; ++i, ++bit) {
      must(bit / 8 < data.size(), "data ends early");
      code |= ((data[bit / 8] >> (bit % 8)) & 1) << i;
    }
    return code;
  };
  must(read() == clear, "no clear code at the start");
  reset();
  std::vector<uint8_t> previous;
  for (;;) {
    const int code = read();
    if (code == end) break;
    if (code == clear) {
      reset();
      previous.clear();
      continue;
    }
    std::vector<uint8_t> now;
    const auto at = static_cast<size_t>(code);
    if (at < table.size()) {
      now = table[at];
    } else {
      must(at == table.size() && !previous.empty(), "code beyond the table");
      now = previous;
      now.push_back(previous[0]);
    }
    if (!previous.empty() && table.size() < 4096) {
      previous.push_back(now[0]);
      table.push_back(previous);
      if (table.size() == size_t{1} << width && width < 12) ++width;
    }
    out.insert(out.end(), now.begin(), now.end());
    previous = now;
  }
  must((bit + 7) / 8 == data.size(), "bytes after the end code");
  return out;
}

class GifParser {
 public:
  explicit GifParser(const std::vector<uint8_t>& bytes) : bytes_(bytes) {}

  Gif parse() {
    const std::string signature(bytes_.begin(), bytes_.begin() + 6);
    must(signature == "GIF89a", "signature");
    at_ = 6;
    Gif gif;
    gif.width = u16();
    gif.height = u16();
    must((u8() & 0x80) == 0, "a global table is not expected");
    must(u8() == 0, "background index");
    must(u8() == 0, "pixel shape");
    GifFrame next;
    bool controlled = false;
    for (;;) {
      const int kind = u8();
      if (kind == 0x3B) break;
      if (kind == 0x21) {
        const int label = u8();
        if (label == 0xF9) {
          must(!controlled, "two control blocks for one image");
          controlled = true;
          must(u8() == 4, "control size");
          const int flags = u8();
          must((flags & 0xE2) == 0, "reserved or user-input flags");
          next.disposal = flags >> 2;
          next.delay = u16();
          const int index = u8();
          next.transparent = (flags & 1) != 0 ? index : -1;
          must(u8() == 0, "control end");
        } else {
          must(label == 0xFF && gif.frames.empty() && gif.repeats < 0, "unexpected extension");
          must(u8() == 11, "application size");
          std::string name;
          for (int i = 0; i < 11; ++i) name.push_back(static_cast<char>(u8()));
          must(name == "NETSCAPE2.0" && u8() == 3 && u8() == 1, "loop block");
          gif.repeats = u16();
          must(u8() == 0, "loop end");
        }
        continue;
      }
      must(kind == 0x2C && controlled, "image without a control block");
      image(gif, next);
      gif.frames.push_back(next);
      next = {};
      controlled = false;
    }
    must(at_ == bytes_.size() && !controlled, "bytes after the trailer");
    return gif;
  }

 private:
  void image(const Gif& gif, GifFrame& frame) {
    frame.x = u16();
    frame.y = u16();
    frame.width = u16();
    frame.height = u16();
    must(frame.width > 0 && frame.height > 0, "empty image");
    must(frame.x + frame.width <= gif.width && frame.y + frame.height <= gif.height, "image beyond the screen");
    const int flags = u8();
    must((flags & 0xF8) == 0x80, "image flags");
    frame.table_bits = (flags & 7) + 1;
    for (int i = 0; i < 1 << frame.table_bits; ++i) {
      const auto r = static_cast<uint8_t>(u8());
      const auto g = static_cast<uint8_t>(u8());
      const auto b = static_cast<uint8_t>(u8());
      frame.colors.push_back({r, g, b});
    }
    frame.min_code = u8();
    std::vector<uint8_t> data;
    for (int size = u8(); size != 0; size = u8()) {
      for (int i = 0; i < size; ++i) data.push_back(static_cast<uint8_t>(u8()));
    }
    frame.indices = unlzw(data, frame.min_code);
    must(frame.indices.size() == static_cast<size_t>(frame.width) * static_cast<size_t>(frame.height), "pixel count");
    for (const uint8_t index : frame.indices) must(index < frame.colors.size(), "index beyond the table");
    must(frame.transparent < static_cast<int>(frame.colors.size()), "transparent index beyond the table");
  }

  int u8() {
    must(at_ < bytes_.size(), "file ends early");
    return bytes_[at_++];
  }
  int u16() {
    const int low = u8();
    return low | u8() << 8;
  }

  const std::vector<uint8_t>& bytes_;
  size_t at_ = 0;
};

// The RGBA screen of a player after each frame, starting from a transparent screen.
inline std::vector<std::vector<uint8_t>> compose(const Gif& gif) {
  std::vector<uint8_t> screen(static_cast<size_t>(gif.width) * static_cast<size_t>(gif.height) * 4);
  std::vector<std::vector<uint8_t>> pictures;
  for (const GifFrame& frame : gif.frames) {
    const auto pixel = [&](int x, int y) {
      return &screen[(static_cast<size_t>(frame.y + y) * static_cast<size_t>(gif.width) +
                      static_cast<size_t>(frame.x + x)) *
                     4];
    };
    size_t i = 0;
    for (int y = 0; y < frame.height; ++y) {
      for (int x = 0; x < frame.width; ++x, ++i) {
        const int index = frame.indices[i];
        if (index == frame.transparent) continue;
        const auto& color = frame.colors[static_cast<size_t>(index)];
        uint8_t* p = pixel(x, y);
        for (size_t c = 0; c < 3; ++c) p[c] = color[c];
        p[3] = 255;
      }
    }
    pictures.push_back(screen);
    if (frame.disposal == 2) {
      for (int y = 0; y < frame.height; ++y) {
        for (int x = 0; x < frame.width; ++x) {
          for (int c = 0; c < 4; ++c) pixel(x, y)[c] = 0;
        }
      }
    }
  }
  return pictures;
}

}  // namespace oracle
