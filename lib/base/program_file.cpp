#include "base/program_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace rulec {

Status make_executable(const std::string& path) {
  int fd = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) {
    return fail(ErrorCode::kIo, path + ": " + std::strerror(errno));
  }
  struct stat status = {};
  bool is_file = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  // Each read bit moved to the place of its execute bit.
  mode_t runs = (status.st_mode & 0444U) >> 2U;
  bool is_done = is_file && ::fchmod(fd, (status.st_mode & 0777U) | runs) == 0;
  int error = errno;
  ::close(fd);
  if (!is_done) {
    return fail(ErrorCode::kIo,
                path + (is_file ? std::string(": ") + std::strerror(error) : ": is no file"));
  }
  return {};
}

}  // namespace rulec
