#include "job/picture_output.h"

#include <unistd.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "base/temp_file.h"
#include "base/text.h"

namespace cliploop {
namespace {

Failure needs_number(const std::string& pictures) {
  return {Code::INVALID_OPTION, Stage::WRITE,
          "`output` can hold only one picture, but there are " + pictures +
              "; use a path with a number, such as still-%03d.webp"};
}

class SinkPictures final : public PictureOutput {
 public:
  SinkPictures(std::unique_ptr<Sink> sink, bool several) : sink_(std::move(sink)), several_(several) {}

  void open(std::optional<int64_t> pictures) override {
    if (pictures && *pictures > 1 && !several_) throw needs_number(std::to_string(*pictures));
    sink_->open();
  }
  int64_t add(int64_t, std::span<const uint8_t> bytes) override {
    if (++count_ > 1 && !several_) throw needs_number("several");
    const int64_t offset = sink_->size();
    sink_->write(bytes);
    return offset;
  }
  void commit() override { sink_->commit(); }
  int64_t size() const override { return sink_->size(); }

 private:
  std::unique_ptr<Sink> sink_;
  const bool several_;
  int64_t count_ = 0;
};

class FilePictures final : public PictureOutput {
 public:
  FilePictures(NumberedPaths paths, int64_t max_bytes, CancelToken& cancel)
      : paths_(std::move(paths)), max_bytes_(max_bytes), cancel_(cancel), spool_(Stage::WRITE) {}
  ~FilePictures() override {
    if (committed_) return;
    for (const auto& path : written_) unlink(path.c_str());
  }

  void open(std::optional<int64_t> pictures) override {
    // Opening the sink of a file checks its name and its folder.
    for (int64_t number = 0; number < std::max<int64_t>(1, pictures.value_or(1)); ++number) sink(number)->open();
  }
  int64_t add(int64_t number, std::span<const uint8_t> bytes) override {
    const int64_t offset = size_;
    if (offset + static_cast<int64_t>(bytes.size()) > max_bytes_) {
      throw Failure(Code::LIMIT_OUTPUT_BYTES, Stage::WRITE, "the limit is " + std::to_string(max_bytes_) + " bytes");
    }
    spool_.write_at(offset, bytes);
    size_ += static_cast<int64_t>(bytes.size());
    pictures_.push_back({number, offset, static_cast<int64_t>(bytes.size())});
    return offset;
  }
  void commit() override {
    if (!paths_.overwrite) {
      for (const auto& picture : pictures_) sink(picture.number)->open();
    }
    for (const auto& picture : pictures_) {
      const auto file = sink(picture.number);
      std::vector<uint8_t> bytes(static_cast<size_t>(picture.size));
      spool_.read_at(picture.offset, bytes);
      file->write(bytes);
      file->commit();
      if (!paths_.overwrite) written_.push_back(paths_.name(picture.number));
    }
    committed_ = true;
  }
  int64_t size() const override { return size_; }

 private:
  struct Picture {
    int64_t number;
    int64_t offset;
    int64_t size;
  };
  std::unique_ptr<Sink> sink(int64_t number) const {
    return sink_to_path(paths_.name(number), paths_.overwrite, max_bytes_, cancel_);
  }

  const NumberedPaths paths_;
  const int64_t max_bytes_;
  CancelToken& cancel_;
  TempFile spool_;
  int64_t size_ = 0;
  std::vector<Picture> pictures_;
  std::vector<std::string> written_;  // new files
  bool committed_ = false;
};

}  // namespace

std::string NumberedPaths::name(int64_t number) const {
  std::string text = std::to_string(number + 1);
  text.insert(0, static_cast<size_t>(std::max(0, digits - static_cast<int>(text.size()))), '0');
  return before + text + after;
}

std::unique_ptr<PictureOutput> pictures_to_sink(std::unique_ptr<Sink> sink, bool several) {
  return std::make_unique<SinkPictures>(std::move(sink), several);
}

std::unique_ptr<PictureOutput> pictures_to_files(NumberedPaths paths, int64_t max_bytes, CancelToken& cancel) {
  return std::make_unique<FilePictures>(std::move(paths), max_bytes, cancel);
}

}  // namespace cliploop
