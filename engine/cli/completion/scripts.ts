// What each shell needs to ask the program: the words up to the cursor go to `complete`, whose
// first line says whether files or folders may stand there too, and each other line is a value and,
// behind a tab, what it is.

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** `program`: how the shell calls it. */
export function completionScript(shell: Shell, program: string): string {
  switch (shell) {
    case 'bash':
      return bash(program);
    case 'zsh':
      return zsh(program);
    case 'fish':
      return fish(program);
  }
}

// Runs in bash 3.2 too: no mapfile, no negative index. Readline splits words at COMP_WORDBREAKS,
// which hold `=` and `@`: what stands before the last of these is there already. Within quotes it
// doesn't, and nothing is to be escaped.
const bash = (program: string): string => `# source <(meridian completion bash)
_meridian() {
  local line=\${COMP_LINE:0:COMP_POINT} raw word open= directive= value about escaped
  local -a words
  local IFS=$' \\t\\n'
  read -r -a words <<< "$line"
  case $line in *[[:space:]]) words+=("") ;; esac
  raw=\${words[\${#words[@]}-1]}
  case $raw in [\\"\\']*) open=1 ;; esac
  words=("\${words[@]//[\\\\\\"\\']/}")
  word=\${words[\${#words[@]}-1]}
  local breaks=\${COMP_WORDBREAKS//[$' \\t\\n"\\'']/} before=
  [ -n "$open" ] || [ -z "$breaks" ] || before=\${word%"\${word##*[$breaks]}"}
  COMPREPLY=()
  while IFS=$'\\t' read -r value about; do
    if [ -z "$directive" ]; then directive=$value; continue; fi
    case $value in "$word"*) ;; *) continue ;; esac
    value=\${value#"$before"}
    if [ -z "$open" ]; then printf -v escaped %q "$value"; value=$escaped; fi
    COMPREPLY+=("$value")
  done < <(${program} complete -- "\${words[@]:1}" 2>/dev/null)
  local kind=
  case $directive in :files) kind=-f ;; :folders) kind=-d ;; *) return ;; esac
  compopt -o filenames 2>/dev/null
  word=\${word#"$before"}
  while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen "$kind" -- "$word")
}
complete -F _meridian meridian
`;

const zsh = (program: string): string => `#compdef meridian
# source <(meridian completion zsh), or as _meridian in a folder of $fpath
_meridian() {
  local -a lines values shown
  local line said
  said=$(${program} complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)
  lines=("\${(@f)said}")
  for line in "\${(@)lines[2,-1]}"; do
    values+=("\${line%%$'\\t'*}")
    shown+=("\${line/$'\\t'/  -- }")
  done
  (( $#values )) && compadd -l -d shown -a -- values
  case $lines[1] in
    :files) _files ;;
    :folders) _files -/ ;;
  esac
}
if [ "$funcstack[1]" = _meridian ]; then _meridian "$@"; else compdef _meridian meridian; fi
`;

const fish = (
  program: string,
): string => `# meridian completion fish > ~/.config/fish/completions/meridian.fish
function __meridian_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    set -l lines (${program} complete -- $words "$current" 2>/dev/null)
    switch "$lines[1]"
        case :files
            __fish_complete_path "$current"
        case :folders
            __fish_complete_directories "$current" ''
    end
    if test (count $lines) -gt 1
        printf '%s\\n' $lines[2..-1]
    end
end
complete -c meridian -f -a '(__meridian_complete)'
`;
