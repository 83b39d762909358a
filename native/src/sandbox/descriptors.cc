#include "sandbox/descriptors.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <system_error>

namespace cliploop::sandbox {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

constexpr const char* kIoUring = "anon_inode:[io_uring]";

// The buffer of the descriptors in a message.
struct Control {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMostDescriptors)> bytes = {};
};

std::map<int, std::string> open_descriptors() {
  std::map<int, std::string> found;
  DIR* folder = opendir("/proc/self/fd");
  if (folder == nullptr) return found;
  while (const dirent* entry = readdir(folder)) {
    const int descriptor = std::atoi(entry->d_name);
    if (entry->d_name[0] == '.' || descriptor == dirfd(folder)) continue;
    char target[64] = {};
    if (readlinkat(dirfd(folder), entry->d_name, target, sizeof target - 1) > 0) found[descriptor] = target;
  }
  closedir(folder);
  return found;
}

}  // namespace

std::pair<int, int> make_channel() {
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) fail("socketpair");
  return {ends[0], ends[1]};
}

void send_descriptors(int channel, const std::vector<int>& descriptors) {
  if (descriptors.empty() || descriptors.size() > kMostDescriptors) {
    throw std::system_error(EINVAL, std::generic_category(), "send_descriptors");
  }
  char byte = 0;
  iovec data = {&byte, 1};
  Control control;
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes.data();
  message.msg_controllen = CMSG_SPACE(sizeof(int) * descriptors.size());
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int) * descriptors.size());
  std::memcpy(CMSG_DATA(header), descriptors.data(), sizeof(int) * descriptors.size());
  ssize_t sent = -1;
  do sent = sendmsg(channel, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent < 0) fail("sendmsg");
}

std::vector<int> receive_descriptors(int channel) {
  char byte = 0;
  iovec data = {&byte, 1};
  Control control;
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control.bytes.data();
  message.msg_controllen = control.bytes.size();
  ssize_t got = -1;
  do got = recvmsg(channel, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  if (got < 0) fail("recvmsg");
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (got == 0 || header == nullptr || header->cmsg_type != SCM_RIGHTS) {
    throw std::system_error(ENODATA, std::generic_category(), "recvmsg");
  }
  std::vector<int> descriptors((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
  std::memcpy(descriptors.data(), CMSG_DATA(header), sizeof(int) * descriptors.size());
  return descriptors;
}

bool has_io_uring() {
  const std::map<int, std::string> all = open_descriptors();
  return std::any_of(all.begin(), all.end(), [](const auto& entry) { return entry.second == kIoUring; });
}

void close_others(const std::vector<int>& keep) {
  const std::map<int, std::string> all = open_descriptors();
  const auto both_ends = [&](const std::string& pipe) {
    return std::count_if(all.begin(), all.end(), [&](const auto& entry) { return entry.second == pipe; }) > 1;
  };
  for (const auto& [descriptor, target] : all) {
    if (std::find(keep.begin(), keep.end(), descriptor) != keep.end()) continue;
    const std::string_view kind = target;
    if (kind == "anon_inode:[eventpoll]" || kind == "anon_inode:[eventfd]" || kind == kIoUring) continue;
    // A pipe of Node's own has both ends here.
    if (kind.starts_with("pipe:") && both_ends(target)) continue;
    close(descriptor);
  }
}

}  // namespace cliploop::sandbox
