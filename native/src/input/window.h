// A part of a source: from an offset up to the header of the next file, where files were joined.
#pragma once

#include <string>
#include <string_view>

#include "input/program_change.h"
#include "input/source.h"

namespace cliploop {

// Finds where the next file begins while its bytes are read, in formats whose demuxer stops there or skips data.
class Window final : public Source {
 public:
  // Keeps the reference. base: the offset of the first byte.
  Window(Source& whole, int64_t base) : whole_(whole), base_(base) {}

  int read(uint8_t* buffer, int size) override;
  void seek(int64_t offset) override { position_ = offset; }
  int64_t size() override;
  bool random_access() const override { return whole_.random_access(); }
  bool remote() const override { return whole_.remote(); }

  // The offset in the whole source where the next file begins; -1 while no such place is known.
  int64_t next() const { return limit_ < 0 ? -1 : base_ + limit_; }

 private:
  // Finds the format by the first bytes.
  void recognize();
  void look_for_header(std::string_view fresh);
  // The index of a header of the same format in `text`, which does not begin at the start of the window; npos: none.
  size_t find_header(std::string_view text, int64_t offset) const;

  Source& whole_;
  const int64_t base_;
  int64_t position_ = 0;
  int64_t limit_ = -1;
  enum class Kind { UNKNOWN, OTHER, FLV, MATROSKA, PLAIN, GIF, MP4, TS } kind_ = Kind::UNKNOWN;
  std::string_view header_;  // of a file of kind PLAIN
  ProgramChange program_;    // of a transport stream
  bool fragmented_ = false;  // MP4 with fragments
  std::string tail_;         // the last bytes before tail_end_, because a header may be in two reads
  int64_t tail_end_ = -1;
};

}  // namespace cliploop
