// Work in a process of its own, which never goes on with the rest of the test.
#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <stdexcept>
#include <vector>

namespace onward::tests {

constexpr int child_threw = 98;

// The parent gets the child's id; the child's exit code is what the work answers.
inline pid_t start_child(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child > 0) return child;
  int code = child_threw;
  try {
    code = work();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "a child: %s\n", e.what());
  } catch (...) { std::fputs("a child: an unknown exception\n", stderr); }
  _exit(code);
}

// Its exit code, or the negative number of the signal that ended it.
inline int end_of(pid_t child) {
  int status = 0;
  if (waitpid(child, &status, 0) != child) throw std::runtime_error("the child is not ours");
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

inline int in_child(const std::function<int()>& work) { return end_of(start_child(work)); }

// Children that wait for each other: one that fails ends them all. Whoever is left at the end of
// the test is killed.
class Children {
 public:
  Children() = default;
  ~Children() { kill_all(); }
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;

  void start(const std::function<int()>& work) { running_.push_back(start_child(work)); }

  // Waits for all; 0, or how the first that failed has ended.
  int join() {
    while (!running_.empty()) {
      siginfo_t ended{};
      if (waitid(P_ALL, 0, &ended, WEXITED | WNOWAIT) != 0) throw std::runtime_error("no child");
      std::erase(running_, ended.si_pid);
      if (const int code = end_of(ended.si_pid); code != 0) {
        kill_all();
        return code;
      }
    }
    return 0;
  }

 private:
  void kill_all() {
    for (const auto child : running_) kill(child, SIGKILL);
    for (const auto child : running_) waitpid(child, nullptr, 0);
    running_.clear();
  }
  std::vector<pid_t> running_{};
};

}  // namespace onward::tests
