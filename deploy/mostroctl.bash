# SPDX-License-Identifier: MIT
#
# Completion of mostroctl for bash: source it, or put it into
# /usr/share/bash-completion/completions/mostroctl. Ids are asked of the daemon.

# Prints the command line without the word under the cursor: the options that name
# the daemon have to be the same when it is asked.
_mostroctl_where() {
  local i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case "${COMP_WORDS[i]}" in
      -d | --dir | --tls-ca | --token-file)
        printf '%s\n%s\n' "${COMP_WORDS[i]}" "${COMP_WORDS[i + 1]}"
        ;;
    esac
  done
}

# _mostroctl_ids <orders|disputes>: the ids of open ones.
_mostroctl_ids() {
  local where
  mapfile -t where < <(_mostroctl_where)
  mostroctl "${where[@]}" --json "$1" 2>/dev/null | grep -oE '\{"id":"[0-9a-f-]{36}"' |
    grep -oE '[0-9a-f-]{36}'
}

_mostroctl() {
  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD - 1]}"
  local options='-d --dir --address --tls-ca --token-file --json --help --version'
  local commands='status orders order disputes dispute solver settle cancel maintenance backup
    watch completion'
  COMPREPLY=()
  case "$before" in
    -d | --dir | backup) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
    --tls-ca | --token-file) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    --address) mapfile -t COMPREPLY < <(compgen -W 'unix:' -- "$word") ;;
    --status)
      mapfile -t COMPREPLY < <(compgen -W 'pending waiting-payment waiting-buyer-invoice active
        fiat-sent dispute in-progress settled-hold-invoice success canceled
        cooperatively-canceled canceled-by-admin expired' -- "$word")
      ;;
    order) mapfile -t COMPREPLY < <(compgen -W 'show explain' -- "$word") ;;
    dispute) mapfile -t COMPREPLY < <(compgen -W 'take' -- "$word") ;;
    solver) mapfile -t COMPREPLY < <(compgen -W 'add remove list' -- "$word") ;;
    maintenance) mapfile -t COMPREPLY < <(compgen -W 'on off' -- "$word") ;;
    completion) mapfile -t COMPREPLY < <(compgen -W 'bash' -- "$word") ;;
    show | explain | settle | cancel | watch)
      mapfile -t COMPREPLY < <(compgen -W "$(_mostroctl_ids orders)" -- "$word")
      ;;
    take) mapfile -t COMPREPLY < <(compgen -W "$(_mostroctl_ids disputes)" -- "$word") ;;
    orders) mapfile -t COMPREPLY < <(compgen -W '--all --status --limit --json' -- "$word") ;;
    disputes) mapfile -t COMPREPLY < <(compgen -W '--all --json' -- "$word") ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$commands $options" -- "$word") ;;
  esac
}

complete -F _mostroctl mostroctl
