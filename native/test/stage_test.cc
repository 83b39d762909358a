#include "base/stage.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace cliploop;

namespace {

std::vector<std::string> words_for(unsigned use) {
  std::vector<std::string> words;
  for (const Stage stage : stages_for(use)) words.emplace_back(stage_name(stage));
  return words;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("every stage has a word of its own and a use") {
  std::set<std::string> words;
  for (const auto& [word, uses] : stage_list::entries) words.insert(word);
  CHECK(words.size() == stage_count);
  CHECK(std::string(stage_name(Stage::NONE)).empty());
  for (size_t i = 1; i < stage_count; ++i) CHECK(stage_list::entries[i].uses != 0);
}

TEST_CASE("results keep the words that clients know, in their order") {
  CHECK(words_for(stage_use::phase) == Words{"open", "seek", "encode", "write"});
  CHECK(words_for(stage_use::timing) ==
        Words{"open", "seek", "decode", "scale", "quantize", "diff", "compress", "write", "total"});
  CHECK(words_for(stage_use::error) == Words{"input", "demux", "decode", "sample", "scale", "merge", "quantize", "diff",
                                             "webp", "avif", "picture", "mux", "write", "job"});
}

TEST_CASE("names of threads fit into the 15 characters that Linux keeps") {
  for (const std::string& word : words_for(stage_use::thread)) CHECK(word.size() <= 15);
}
