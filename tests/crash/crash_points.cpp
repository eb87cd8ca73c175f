// SPDX-License-Identifier: MIT
//
// Preloaded into the daemon by the crash matrix: stands between the daemon, liblmdb
// and libc, names the boundaries of every write commit, and raises SIGKILL at the
// one that was asked for. The daemon itself knows nothing of it.
#include "tests/crash/crash_points.hpp"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

using namespace mostro::crash;

disk_control* open_control() {
  auto* name = std::getenv(control_variable);
  int file = name ? ::open(name, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0)
    return nullptr;
  auto* page = ::mmap(nullptr, sizeof(disk_control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  return page == MAP_FAILED ? nullptr : static_cast<disk_control*>(page);
}

disk_control* control() {
  static disk_control* const page = open_control();
  return page;
}

/// What the writing thread is doing.
struct commit_state {
  bool dirty = false;  ///< A put or delete came since the last commit.
  bool inside = false; ///< Within mdb_txn_commit.
  bool synced = false; ///< The next write is that of the meta page.
  uint32_t tables = 0;
};
thread_local commit_state now;

void pass(disk_point p) {
  auto* page = control();
  if (!page || (page->counted & bit_of(p)) == 0)
    return;
  ++page->passed;
  if (page->countdown == 0 || --page->countdown != 0)
    return;
  page->point = static_cast<uint32_t>(p);
  page->at_commit = page->commits.load();
  page->tables = now.tables;
  page->killed = 1;
  ::kill(::getpid(), SIGKILL);
  for (;;)
    ::pause();
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

/// After a write call of liblmdb inside a commit.
void wrote() { pass(now.synced ? disk_point::meta_written : disk_point::page_written); }

void touched(unsigned table) {
  now.dirty = true;
  now.tables |= table < 32 ? 1u << table : 0u;
}

} // namespace

// The prototypes of lmdb.h with its types left opaque.
extern "C" {

int mdb_dbi_open(void* txn, const char* name, unsigned flags, unsigned* dbi) {
  static auto* const real = next<int(void*, const char*, unsigned, unsigned*)>("mdb_dbi_open");
  int out = real(txn, name, flags, dbi);
  if (out == 0 && name && control() && *dbi < 32)
    std::strncpy(control()->names[*dbi].data(), name, control()->names[*dbi].size() - 1);
  return out;
}

int mdb_put(void* txn, unsigned dbi, void* key, void* data, unsigned flags) {
  static auto* const real = next<int(void*, unsigned, void*, void*, unsigned)>("mdb_put");
  touched(dbi);
  return real(txn, dbi, key, data, flags);
}

int mdb_del(void* txn, unsigned dbi, void* key, void* data) {
  static auto* const real = next<int(void*, unsigned, void*, void*)>("mdb_del");
  touched(dbi);
  return real(txn, dbi, key, data);
}

int mdb_txn_commit(void* txn) {
  static auto* const real = next<int(void*)>("mdb_txn_commit");
  if (!now.dirty)
    return real(txn);
  if (control())
    ++control()->commits;
  pass(disk_point::commit_begins);
  now.inside = true;
  int out = real(txn);
  now.inside = false;
  pass(disk_point::commit_ended);
  now = {};
  return out;
}

ssize_t pwrite(int file, const void* from, size_t size, off_t at) {
  static auto* const real = next<ssize_t(int, const void*, size_t, off_t)>("pwrite");
  ssize_t out = real(file, from, size, at);
  if (now.inside)
    wrote();
  return out;
}

ssize_t writev(int file, const iovec* parts, int count) {
  static auto* const real = next<ssize_t(int, const iovec*, int)>("writev");
  ssize_t out = real(file, parts, count);
  if (now.inside)
    wrote();
  return out;
}

int fdatasync(int file) {
  static auto* const real = next<int(int)>("fdatasync");
  if (now.inside && !now.synced)
    pass(disk_point::pages_written);
  int out = real(file);
  if (now.inside && !now.synced) {
    now.synced = true;
    pass(disk_point::pages_synced);
  }
  return out;
}
}
