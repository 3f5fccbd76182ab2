#include "faulty_disk.hpp"

#include <sqlite3.h>

#include <stdexcept>
#include <utility>

namespace onward::tests {

namespace {

struct Plan {
  std::atomic<bool> armed = false, failed = false;
  std::atomic<int> left = 0;  // operations that still succeed
  FaultyDisk::Fault fault = FaultyDisk::Fault::io;
  bool for_ever = false;

  // What the next operation answers instead of doing its work; SQLITE_OK to do it.
  int next(int io_code, bool takes_room) {
    if (!armed || (fault == FaultyDisk::Fault::full && !takes_room)) return SQLITE_OK;
    if (left-- > 0) return SQLITE_OK;
    if (failed && !for_ever) return SQLITE_OK;
    failed = true;
    return fault == FaultyDisk::Fault::full ? SQLITE_FULL : io_code;
  }
};
Plan& plan() {
  static Plan out;
  return out;
}

DiskLog*& log() {
  static DiskLog* out = nullptr;
  return out;
}

struct File {
  sqlite3_file base;
  sqlite3_file* real;
  const char* name;     // null for a file without one, which no loss of power leaves behind
  bool is_new_journal;  // its first sync is one of the folder's names, too (SQLite's os_unix.c)
};
File& ours(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
sqlite3_file* real(sqlite3_file* file) { return ours(file).real; }

// Writes down what was done; answers the code.
int done(int code, sqlite3_file* file, DiskEvent::What what, sqlite3_int64 at = 0,
         std::string bytes = {}) {
  if (code == SQLITE_OK && log() && ours(file).name)
    log()->add({what, ours(file).name, at, std::move(bytes)});
  return code;
}

template <class Work> int attempt(int io_code, Work work, bool takes_room = false) {
  const int code = plan().next(io_code, takes_room);
  return code == SQLITE_OK ? work() : code;
}

int file_close(sqlite3_file* f) {
  const int code = real(f)->pMethods ? real(f)->pMethods->xClose(real(f)) : SQLITE_OK;
  return code;
}
int file_read(sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
  return attempt(SQLITE_IOERR_READ,
                 [&] { return real(f)->pMethods->xRead(real(f), to, size, at); });
}
int file_write(sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
  const int code = attempt(
      SQLITE_IOERR_WRITE, [&] { return real(f)->pMethods->xWrite(real(f), from, size, at); }, true);
  return done(code, f, DiskEvent::What::write, at,
              {static_cast<const char*>(from), static_cast<std::size_t>(size)});
}
int file_truncate(sqlite3_file* f, sqlite3_int64 size) {
  const int code =
      attempt(SQLITE_IOERR_TRUNCATE, [&] { return real(f)->pMethods->xTruncate(real(f), size); });
  return done(code, f, DiskEvent::What::truncate, size);
}
int file_sync(sqlite3_file* f, int flags) {
  const int code =
      attempt(SQLITE_IOERR_FSYNC, [&] { return real(f)->pMethods->xSync(real(f), flags); });
  done(code, f, DiskEvent::What::sync);
  if (std::exchange(ours(f).is_new_journal, false)) done(code, f, DiskEvent::What::sync_names);
  return code;
}
int file_size(sqlite3_file* f, sqlite3_int64* size) {
  return attempt(SQLITE_IOERR_FSTAT, [&] { return real(f)->pMethods->xFileSize(real(f), size); });
}
int file_lock(sqlite3_file* f, int level) { return real(f)->pMethods->xLock(real(f), level); }
int file_unlock(sqlite3_file* f, int level) { return real(f)->pMethods->xUnlock(real(f), level); }
int file_reserved(sqlite3_file* f, int* out) {
  return real(f)->pMethods->xCheckReservedLock(real(f), out);
}
int file_control(sqlite3_file* f, int op, void* argument) {
  return real(f)->pMethods->xFileControl(real(f), op, argument);
}
int file_sector(sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); }
int file_device(sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); }
int file_shm_map(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
  return attempt(
      SQLITE_IOERR_SHMMAP,
      [&] { return real(f)->pMethods->xShmMap(real(f), page, size, extend, out); }, true);
}
int file_shm_lock(sqlite3_file* f, int offset, int n, int flags) {
  return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}
void file_shm_barrier(sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); }
int file_shm_unmap(sqlite3_file* f, int remove) {
  return real(f)->pMethods->xShmUnmap(real(f), remove);
}

constexpr sqlite3_io_methods methods{
    2,           file_close,   file_read,     file_write,       file_truncate,  file_sync,
    file_size,   file_lock,    file_unlock,   file_reserved,    file_control,   file_sector,
    file_device, file_shm_map, file_shm_lock, file_shm_barrier, file_shm_unmap, nullptr,
    nullptr};

// The file system below, which is the default when the first faulty disk is made.
sqlite3_vfs* below() {
  static sqlite3_vfs* const out = sqlite3_vfs_find(nullptr);
  return out;
}

int disk_open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  auto* f = reinterpret_cast<File*>(file);
  f->base.pMethods = nullptr;
  f->name = name;
  f->is_new_journal = (flags & SQLITE_OPEN_CREATE) != 0 &&
                      (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  f->real = reinterpret_cast<sqlite3_file*>(f + 1);
  f->real->pMethods = nullptr;
  const int code = attempt(
      SQLITE_CANTOPEN, [&] { return below()->xOpen(below(), name, f->real, flags, flags_out); });
  if (f->real->pMethods) f->base.pMethods = &methods;
  return done(code, file, DiskEvent::What::create);
}
int disk_remove(sqlite3_vfs*, const char* name, int sync) {
  const int code =
      attempt(SQLITE_IOERR_DELETE, [&] { return below()->xDelete(below(), name, sync); });
  if (code == SQLITE_OK && log()) {
    log()->add({.what = DiskEvent::What::remove, .path = name});
    if (sync) log()->add({.what = DiskEvent::What::sync_names});
  }
  return code;
}
int disk_access(sqlite3_vfs*, const char* name, int flags, int* out) {
  return attempt(SQLITE_IOERR_ACCESS, [&] { return below()->xAccess(below(), name, flags, out); });
}

sqlite3_vfs& disk() {
  static sqlite3_vfs out{};
  return out;
}

}  // namespace

FaultyDisk::FaultyDisk() {
  disk() = *below();
  disk().zName = "faulty";
  disk().szOsFile = static_cast<int>(sizeof(File)) + below()->szOsFile;
  disk().xOpen = disk_open;
  disk().xDelete = disk_remove;
  disk().xAccess = disk_access;
  if (sqlite3_vfs_register(&disk(), 1) != SQLITE_OK) throw std::runtime_error("no faulty disk");
}
FaultyDisk::~FaultyDisk() {
  heal();
  log() = nullptr;
  sqlite3_vfs_unregister(&disk());
  sqlite3_vfs_register(below(), 1);
}

void FaultyDisk::fail_at(int operation, Fault fault, bool for_ever) {
  plan().fault = fault;
  plan().for_ever = for_ever;
  plan().left = operation;
  plan().failed = false;
  plan().armed = true;
}
void FaultyDisk::heal() { plan().armed = false; }
bool FaultyDisk::has_failed() const { return plan().failed; }
void FaultyDisk::record(DiskLog& to) { log() = &to; }

}  // namespace onward::tests
