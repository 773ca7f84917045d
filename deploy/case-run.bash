# Completion for case-run in bash. Names of cases are not offered: they may be patients'.
_case_run() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} word command='' conf=()
    local commands="run status retry recheck index search sign-off purge audit"
    local i
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        [[ $word != --conf ]] || conf=(--conf "${COMP_WORDS[i + 1]}")
        [[ " $commands " != *" $word "* || -n $command ]] || command=$word
    done
    case $previous in
        --conf | --summary)
            mapfile -t COMPREPLY < <(compgen -f -- "$current")
            return
            ;;
        --runner)
            mapfile -t COMPREPLY < <(compgen -W "local slurm" -- "$current")
            return
            ;;
        -j | --jobs | --limit | --older-than | --keep | --by | --head) return ;;
    esac
    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "--conf --help --version $(_case_run_options "$command")" -- "$current")
    elif [[ -z $command ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
    elif [[ $command == retry ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$("${COMP_WORDS[0]}" "${conf[@]}" --json status 2> /dev/null |
            sed -n '/"failed"/,$ s/.*"id":[^"]*"\([0-9a-f]*\)".*/\1/p')" -- "$current")
    fi
}
_case_run_options() {
    case $1 in
        '' | run) echo "--once --watch --jobs --runner --names --summary" ;;
        status) echo "--names --json" ;;
        recheck) echo "--names --summary" ;;
        search) echo "--limit" ;;
        sign-off) echo "--by" ;;
        purge) echo "--older-than --keep --dry-run --names" ;;
        audit) echo "--head" ;;
    esac
}
complete -F _case_run case-run
