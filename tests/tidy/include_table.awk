# SPDX-License-Identifier: MIT
#
# Judges every #include of the tree by the include table of docs/architecture.md.
# Input: C++ files. Output: one line per include that is not allowed.

BEGIN {
  # An actor's folder may include another actor's folder only as listed here.
  # network, http, config and metrics are no actors; interfaces/ is how actors meet.
  neighbour["order_book order"] = 1 # Spawns the orders.
  neighbour["import order"] = 1     # What a payout may cost.
  neighbour["dev_fee order"] = 1    # The rules that payouts obey too.
  open_folder["interfaces"] = open_folder["network"] = open_folder["http"] = 1
  open_folder["config"] = open_folder["metrics"] = 1
  # One source each, so that a library can be replaced in one place.
  keeper["lmdb.h"] = "^storage/lmdb_environment\\.cpp$"
  keeper["sqlite3.h"] = "^(actors/import/sqlite_file\\.cpp$|tests/)"
  keeper["argon2.h"] = "^(actors/import/identity_cipher\\.cpp$|tests/)"
  keeper["libwebsockets.h"] = "^(actors/relay/websocket_client[a-z_]*\\.cpp$|tests/(harness|support)/)"
  keeper["grpc"] = "^((lnd-proto|actors/admin|actors/mostroctl)/grpc_|tests/)"
  keeper["protobuf"] = "^((lnd-proto|actors/admin|actors/mostroctl)/grpc_|storage/([a-z]+_codec|record_reader|record_frame)\\.|tests/)"
  keeper["caf"] = "^(actors|tests)/"
  keeper["spdlog"] = "^(actors/log\\.cpp$|tests/)"
  keeper["curl"] = "^(actors/http/|tests/)"
  keeper["toml++"] = "^(actors/config/toml_reader\\.cpp$|tests/)"
  keeper["CLI"] = "^(actors/(main|mostroctl/command_line)\\.cpp$|tests/)"
  keeper["rapidjson"] = "^(messages/|tests/)"
  keeper["httplib.h"] = "^(actors/metrics/metrics_server\\.cpp$|tests/)"
  keeper["prometheus"] = "^(actors/metrics/prometheus_measurements\\.cpp$|tests/)"
  keeper["catch2"] = "^tests/"
  # What a pure file of actors/ may not even name, clocks and randomness above all.
  impure = "^(thread|mutex|shared_mutex|condition_variable|future|random|ctime|iostream|fstream|filesystem|stdio\\.h|time\\.h|sys/|unistd\\.h|openssl/)"
}

function is_pure(file) {
  return file ~ /^actors\/.*_(machine|session|mapper|rules)\.(cpp|hpp)$/
}

function library(name) {
  if (name ~ /\.pb\.h$/ || name ~ /^google\/protobuf\//) return "protobuf"
  if (name ~ /^grpc(pp)?\//) return "grpc"
  if (match(name, /^(caf|spdlog|curl|toml\+\+|CLI|rapidjson|catch2|prometheus)\//)) {
    sub(/\/.*/, "", name)
    return name
  }
  return name
}

function complain(why) { print FILENAME ":" FNR ": " name ": " why }

FNR == 1 { pure = is_pure(FILENAME); split(FILENAME, part, "/") }

pure && /(system|steady|high_resolution)_clock|std::random_device|std::mt19937|log::(debug|info|warn|error|critical)\(/ {
  name = "no include"
  complain("a machine, session, mapper or rules file reads no clock, draws nothing and logs nothing")
}

!/^#[ \t]*include[ \t]*["<]/ { next }

{
  quoted = $0 ~ /include[ \t]*"/
  name = $0
  sub(/^#[ \t]*include[ \t]*["<]/, "", name)
  sub(/[">].*/, "", name)
  lib = library(name)
  includes[FILENAME] = includes[FILENAME] "\n" name

  if (lib in keeper && FILENAME !~ keeper[lib])
    complain("only " keeper[lib] " may include it")
  else if (lib == "protobuf" && name ~ /\.grpc\.pb\.h$/ && FILENAME ~ /^storage\//)
    complain("storage knows no gRPC")
  if (name ~ /^tests\// && FILENAME !~ /^tests\//)
    complain("tests are included by tests only")
  if (name ~ /^(\.|\/)/)
    complain("includes start at the root of the project")
}

part[1] == "messages" {
  if (quoted && name !~ /^messages\//)
    complain("messages includes messages only")
  third_party = name ~ /^(secp256k1|openssl\/|rapidjson\/)/
  if (!quoted && name !~ /^[a-z_]+$/ && !third_party)
    complain("messages uses std, libsecp256k1, OpenSSL and RapidJSON only")
  if (third_party && FILENAME ~ /\.hpp$/)
    complain("libraries stay out of the headers of messages")
}

part[1] == "storage" && quoted && name !~ /^(messages|storage)\// && name != "records.pb.h" {
  complain("storage includes messages and storage only")
}

part[1] == "lnd-proto" && quoted && name !~ /^(messages|lnd-proto)\// && lib != "protobuf" {
  complain("lnd-proto includes messages and lnd-proto only")
}

pure && quoted && name !~ /^(messages|actors)\// && name != "lnd-proto/lnd_client.hpp" {
  complain("a machine, session, mapper or rules file includes messages and its like only")
}

pure && !quoted && name ~ impure {
  complain("a machine, session, mapper or rules file is pure")
}

part[1] == "actors" && name ~ /^actors\/[a-z_]+\// && part[2] !~ /\./ && part[2] != "daemon" {
  split(name, to, "/")
  if (to[2] != part[2] && !(to[2] in open_folder) && !((part[2] " " to[2]) in neighbour))
    complain("actors know each other by actors/interfaces only")
  if (part[2] == "interfaces" && to[2] != "interfaces")
    complain("interfaces know no actor")
}

# Whatever a pure file includes must be pure as well, however far away.
function reach(from, file,   lines, n, i, target) {
  if (seen[file]++) return
  n = split(includes[file], lines, "\n")
  for (i = 2; i <= n; ++i) {
    target = lines[i]
    if (target ~ /^caf\// || target ~ /^(actors\/(log|environment|supervision|interfaces)\.hpp|actors\/interfaces\/)/)
      print from ": includes " target (file == from ? "" : " by way of " file) ": a pure file may not"
    else if (target ~ /^actors\//)
      reach(from, target)
  }
}

END {
  for (file in includes)
    if (is_pure(file)) {
      split("", seen)
      reach(file, file)
    }
}
