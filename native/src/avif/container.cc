#include "avif/container.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace cliploop::avif {
namespace {

constexpr std::string_view kAlphaUrn = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha";
constexpr int kColorId = 1;
constexpr int kAlphaId = 2;

// Big-endian, like all of ISO base media.
class Writer {
 public:
  void number(int64_t value, int bytes) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out_.push_back(static_cast<uint8_t>(value >> shift));
  }
  void zeros(int bytes) { out_.insert(out_.end(), static_cast<size_t>(bytes), 0); }
  void text(std::string_view text) { out_.insert(out_.end(), text.begin(), text.end()); }
  void bytes(const std::vector<uint8_t>& bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }

  // content() writes what is in the box.
  template <typename Content>
  void box(const char* type, const Content& content) {
    const size_t start = out_.size();
    number(0, 4);
    text(type);
    content();
    const auto size = static_cast<int64_t>(out_.size() - start);
    for (int i = 0; i < 4; ++i) out_[start + static_cast<size_t>(i)] = static_cast<uint8_t>(size >> (24 - 8 * i));
  }
  template <typename Content>
  void full_box(const char* type, int version, int flags, const Content& content) {
    box(type, [&] {
      number(version, 1);
      number(flags, 3);
      content();
    });
  }

  std::vector<uint8_t> take() { return std::move(out_); }

 private:
  std::vector<uint8_t> out_;
};

constexpr int kRepeats = 1;  // a flag of the edit list: the track is played again

class Description {
 public:
  Description(const Movie& movie, int64_t first) : movie_(movie), first_(first) {
    for (const int64_t duration : movie.durations) frames_duration_ += duration;
    // All bits set: forever.
    duration_ = movie.loop == 0 ? -1 : frames_duration_ * movie.loop;
  }

  std::vector<uint8_t> take() {
    meta();
    moov();
    return out_.take();
  }

 private:
  bool has_alpha() const { return !movie_.alpha.samples.empty(); }

  void handler(const char* type) {
    out_.full_box("hdlr", 0, 0, [&] {
      out_.zeros(4);
      out_.text(type);
      out_.zeros(12);
      out_.zeros(1);  // an empty name
    });
  }

  void configuration(const Track& track) {
    out_.box("av1C", [&] {
      const Sequence& sequence = track.sequence;
      out_.number(0x81, 1);
      out_.number(sequence.profile << 5 | sequence.level, 1);
      // 8 bits; chroma of half the width and height, which AV1 also states for gray.
      out_.number(sequence.tier << 7 | (track.gray ? 1 << 4 : 0) | 3 << 2, 1);
      out_.number(0, 1);
      out_.bytes(sequence.unit);
    });
  }

  void color() {
    out_.box("colr", [&] {
      out_.text("nclx");
      out_.number(1, 2);   // primaries of BT.709
      out_.number(13, 2);  // transfer of sRGB
      out_.number(6, 2);   // matrix of BT.601
      out_.number(0, 1);   // limited range
    });
  }

  // The first frame as an image.
  void meta() {
    out_.full_box("meta", 0, 0, [&] {
      handler("pict");
      out_.full_box("pitm", 0, 0, [&] { out_.number(kColorId, 2); });
      out_.full_box("iloc", 0, 0, [&] {
        out_.number(0x44, 1);  // offsets and lengths of 4 bytes
        out_.number(0, 1);
        out_.number(has_alpha() ? 2 : 1, 2);
        item_place(kColorId, movie_.color);
        if (has_alpha()) item_place(kAlphaId, movie_.alpha);
      });
      out_.full_box("iinf", 0, 0, [&] {
        out_.number(has_alpha() ? 2 : 1, 2);
        item_entry(kColorId, "Color");
        if (has_alpha()) item_entry(kAlphaId, "Alpha");
      });
      if (has_alpha()) {
        out_.full_box("iref", 0, 0, [&] {
          out_.box("auxl", [&] {
            out_.number(kAlphaId, 2);
            out_.number(1, 2);
            out_.number(kColorId, 2);
          });
        });
      }
      out_.box("iprp", [&] { item_properties(); });
    });
  }

  void item_place(int id, const Track& track) {
    out_.number(id, 2);
    out_.number(0, 2);
    out_.number(1, 2);
    out_.number(first_ + track.samples.front().offset, 4);
    out_.number(track.samples.front().size, 4);
  }

  void item_entry(int id, const char* name) {
    out_.full_box("infe", 2, 0, [&] {
      out_.number(id, 2);
      out_.number(0, 2);
      out_.text("av01");
      out_.text(name);
      out_.zeros(1);
    });
  }

  void pixel_bits(int channels) {
    out_.full_box("pixi", 0, 0, [&] {
      out_.number(channels, 1);
      for (int i = 0; i < channels; ++i) out_.number(8, 1);
    });
  }

  void item_properties() {
    out_.box("ipco", [&] {
      out_.full_box("ispe", 0, 0, [&] {
        out_.number(movie_.width, 4);
        out_.number(movie_.height, 4);
      });
      pixel_bits(3);
      configuration(movie_.color);
      color();
      if (!has_alpha()) return;
      pixel_bits(1);
      configuration(movie_.alpha);
      out_.full_box("auxC", 0, 0, [&] {
        out_.text(kAlphaUrn);
        out_.zeros(1);
      });
    });
    constexpr int kEssential = 0x80;
    const auto use = [&](int id, std::initializer_list<int> properties) {
      out_.number(id, 2);
      out_.number(static_cast<int64_t>(properties.size()), 1);
      for (const int property : properties) out_.number(property, 1);
    };
    // By their order in ipco, from 1.
    out_.full_box("ipma", 0, 0, [&] {
      out_.number(has_alpha() ? 2 : 1, 4);
      use(kColorId, {1, 2, 3 | kEssential, 4});
      if (has_alpha()) use(kAlphaId, {1, 5, 6 | kEssential, 7});
    });
  }

  void moov() {
    out_.box("moov", [&] {
      out_.full_box("mvhd", 1, 0, [&] {
        out_.zeros(16);
        out_.number(units_per_second, 4);
        out_.number(duration_, 8);
        out_.number(1 << 16, 4);  // rate
        out_.number(1 << 8, 2);   // volume
        out_.zeros(10);
        matrix();
        out_.zeros(24);
        out_.number(has_alpha() ? kAlphaId + 1 : kColorId + 1, 4);
      });
      track(movie_.color, kColorId);
      if (has_alpha()) track(movie_.alpha, kAlphaId);
    });
  }

  void matrix() {
    for (const int64_t entry : {1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30}) out_.number(entry, 4);
  }

  void track(const Track& track, int id) {
    const bool alpha = id == kAlphaId;
    out_.box("trak", [&] {
      out_.full_box("tkhd", 1, 1, [&] {
        out_.zeros(16);
        out_.number(id, 4);
        out_.zeros(4);
        out_.number(duration_, 8);
        out_.zeros(16);
        matrix();
        out_.number(int64_t{movie_.width} << 16, 4);
        out_.number(int64_t{movie_.height} << 16, 4);
      });
      if (alpha) {
        out_.box("tref", [&] { out_.box("auxl", [&] { out_.number(kColorId, 4); }); });
      }
      out_.box("edts", [&] {
        out_.full_box("elst", 1, movie_.loop == 1 ? 0 : kRepeats, [&] {
          out_.number(1, 4);
          out_.number(frames_duration_, 8);
          out_.number(0, 8);
          out_.number(1, 2);
          out_.number(0, 2);
        });
      });
      out_.box("mdia", [&] {
        out_.full_box("mdhd", 1, 0, [&] {
          out_.zeros(16);
          out_.number(units_per_second, 4);
          out_.number(frames_duration_, 8);
          out_.number(0x55C4, 2);  // no language
          out_.zeros(2);
        });
        handler(alpha ? "auxv" : "pict");
        out_.box("minf", [&] {
          out_.full_box("vmhd", 0, 1, [&] { out_.zeros(8); });
          out_.box("dinf", [&] {
            out_.full_box("dref", 0, 0, [&] {
              out_.number(1, 4);
              out_.full_box("url ", 0, 1, [] {});  // this file
            });
          });
          out_.box("stbl", [&] { tables(track, alpha); });
        });
      });
    });
  }

  void tables(const Track& track, bool alpha) {
    const auto count = static_cast<int64_t>(track.samples.size());
    out_.full_box("stsd", 0, 0, [&] {
      out_.number(1, 4);
      out_.box("av01", [&] { sample_entry(track, alpha); });
    });
    run_lengths("stts", movie_.durations);
    // Each sample is a chunk, because those of color and alpha alternate.
    out_.full_box("stsc", 0, 0, [&] {
      for (const int value : {1, 1, 1, 1}) out_.number(value, 4);
    });
    out_.full_box("stsz", 0, 0, [&] {
      out_.number(0, 4);
      out_.number(count, 4);
      for (const Sample& sample : track.samples) out_.number(sample.size, 4);
    });
    out_.full_box("stco", 0, 0, [&] {
      out_.number(count, 4);
      for (const Sample& sample : track.samples) out_.number(first_ + sample.offset, 4);
    });
    const auto is_key = [](const Sample& sample) { return sample.key; };
    out_.full_box("stss", 0, 0, [&] {
      out_.number(std::count_if(track.samples.begin(), track.samples.end(), is_key), 4);
      for (int64_t i = 0; i < count; ++i) {
        if (is_key(track.samples[static_cast<size_t>(i)])) out_.number(i + 1, 4);
      }
    });
  }

  void run_lengths(const char* type, const std::vector<int64_t>& values) {
    std::vector<std::pair<int64_t, int64_t>> runs;  // count, value
    for (const int64_t value : values) {
      if (runs.empty() || runs.back().second != value) runs.emplace_back(0, value);
      ++runs.back().first;
    }
    out_.full_box(type, 0, 0, [&] {
      out_.number(static_cast<int64_t>(runs.size()), 4);
      for (const auto& [count, value] : runs) {
        out_.number(count, 4);
        out_.number(value, 4);
      }
    });
  }

  void sample_entry(const Track& track, bool alpha) {
    out_.zeros(6);
    out_.number(1, 2);
    out_.zeros(16);
    out_.number(movie_.width, 2);
    out_.number(movie_.height, 2);
    out_.number(72 << 16, 4);  // pixels per inch
    out_.number(72 << 16, 4);
    out_.zeros(4);
    out_.number(1, 2);
    out_.zeros(32);
    out_.number(0x18, 2);
    out_.number(0xFFFF, 2);
    configuration(track);
    if (!alpha) color();
    out_.full_box("ccst", 0, 0, [&] {
      // Frames refer to other frames and predict within themselves; any number of references.
      out_.number(int64_t{1} << 30 | int64_t{15} << 26, 4);
    });
    if (!alpha) return;
    out_.full_box("auxi", 0, 0, [&] {
      out_.text(kAlphaUrn);
      out_.zeros(1);
    });
  }

  const Movie& movie_;
  const int64_t first_;
  int64_t frames_duration_ = 0;
  int64_t duration_ = 0;
  Writer out_;
};

}  // namespace

std::vector<uint8_t> file_type() {
  Writer out;
  out.box("ftyp", [&] {
    out.text("avis");
    out.zeros(4);
    for (const char* brand : {"avis", "avif", "msf1", "iso8", "mif1", "miaf", "MA1B"}) out.text(brand);
  });
  return out.take();
}

std::vector<uint8_t> media_header(int64_t bytes) {
  Writer out;
  out.number(bytes + media_header_bytes, 4);
  out.text("mdat");
  return out.take();
}

std::vector<uint8_t> description(const Movie& movie, int64_t first) { return Description(movie, first).take(); }

}  // namespace cliploop::avif
