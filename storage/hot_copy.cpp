// SPDX-License-Identifier: MIT
#include "storage/hot_copy.hpp"

#include "storage/disk_trouble.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace mostro::storage {
namespace {

constexpr int look_every_ms = 50;
constexpr size_t portion = size_t{256} << 10;

error from_errno(const char* what) {
  const int code = errno;
  return error{errc::io,
               std::string(what) + ": " + std::generic_category().message(code) + mend_of(code)};
}

/// A descriptor that is closed with it.
class descriptor {
public:
  explicit descriptor(int number) : number_(number) {}
  ~descriptor() { close(); }
  descriptor(const descriptor&) = delete;
  void close() {
    if (number_ >= 0)
      ::close(std::exchange(number_, -1));
  }
  int number() const { return number_; }

private:
  int number_;
};

status write_all(int to, byte_view data) {
  while (!data.empty()) {
    const ssize_t written = ::write(to, data.data(), data.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return from_errno("cannot write");
    data = data.subspan(static_cast<size_t>(written));
  }
  return done();
}

/// Moves everything that comes out of the pipe to the file.
status drain(int pipe, int to, const std::function<bool()>& give_up) {
  bytes room(portion);
  for (;;) {
    if (give_up && give_up())
      return fail(errc::unavailable, "given up");
    pollfd look{pipe, POLLIN, 0};
    const int ready = ::poll(&look, 1, look_every_ms);
    if (ready < 0 && errno != EINTR)
      return from_errno("cannot wait for the copy");
    if (ready <= 0)
      continue;
    const ssize_t got = ::read(pipe, room.data(), room.size());
    if (got < 0)
      return from_errno("cannot read the copy");
    if (got == 0)
      return done();
    if (auto written = write_all(to, byte_view(room).first(static_cast<size_t>(got))); !written)
      return written;
  }
}

status copy_once(const environment& env, int to, environment::free_pages what,
                 const std::function<bool()>& give_up) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return from_errno("cannot make a pipe");
  descriptor out_of(ends[0]);
  descriptor into(ends[1]);
  status copied = done();
  std::thread copier([&] {
    // A pipe that nobody reads any more is an error here, not the end of the process.
    sigset_t broken_pipe;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
    copied = env.copy(into.number(), what);
    into.close();
  });
  status moved = drain(out_of.number(), to, give_up);
  out_of.close();
  copier.join();
  if (!moved)
    return moved;
  return copied;
}

} // namespace

status rewind_file(int descriptor) {
  if (::ftruncate(descriptor, 0) != 0 || ::lseek(descriptor, 0, SEEK_SET) != 0)
    return from_errno("cannot write");
  return done();
}

status copy_environment(const environment& env, int to, const std::function<bool()>& give_up) {
  auto copied = copy_once(env, to, environment::free_pages::left_out, give_up);
  if (!copied && copied.why().code == errc::damaged) {
    // LMDB refuses to compact a file with pages that nobody uses or lists as free. They do
    // no harm, and a backup is wanted most of all when something is odd.
    if (auto again = rewind_file(to); !again)
      return again;
    copied = copy_once(env, to, environment::free_pages::kept, give_up);
  }
  if (copied && ::fsync(to) != 0)
    return from_errno("cannot sync");
  return copied;
}

} // namespace mostro::storage
