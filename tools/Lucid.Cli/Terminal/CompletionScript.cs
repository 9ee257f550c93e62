using System.Text;

namespace Lucid.Cli.Terminal;

/// <summary>Completion scripts: a verb first, then its options where a word begins with a dash, and files everywhere else.</summary>
internal static class CompletionScript
{
    public static string Bash(CompletionWords words)
    {
        var text = new StringBuilder("_lucid() {\n  local current=${COMP_WORDS[COMP_CWORD]} options=\n  COMPREPLY=()\n  if [ \"$COMP_CWORD\" -eq 1 ]; then\n");
        text.Append("    COMPREPLY=($(compgen -W \"").AppendJoin(' ', words.Verbs.Select(verb => verb.Name)).Append(" --help --version\" -- \"$current\"))\n    return\n  fi\n");
        text.Append("  case ${COMP_WORDS[1]} in\n");
        foreach (CompletionWords.VerbWords verb in words.Verbs)
            text.Append("    ").Append(verb.Name).Append(") options=\"").AppendJoin(' ', verb.Options.Select(option => option.Name)).Append("\" ;;\n");
        text.Append("  esac\n  case $current in\n    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$current\")) ;;\n    *) COMPREPLY=($(compgen -f -- \"$current\")) ;;\n  esac\n}\n");
        return text.Append("complete -o filenames -F _lucid lucid\n").ToString();
    }

    /// <summary>zsh runs bash's, through what it has for that.</summary>
    public static string Zsh(CompletionWords words) => "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n" + Bash(words);

    public static string Fish(CompletionWords words)
    {
        var text = new StringBuilder();
        foreach (CompletionWords.VerbWords verb in words.Verbs)
        {
            text.Append("complete -c lucid -n __fish_use_subcommand -f -a ").Append(verb.Name).Append(" -d ").Append(FishQuoted(verb.Description)).Append('\n');
            foreach (CompletionWords.OptionWord option in verb.Options)
                text.Append("complete -c lucid -n '__fish_seen_subcommand_from ").Append(verb.Name).Append("' -l ").Append(option.Name.TrimStart('-')).Append(" -d ").Append(FishQuoted(option.Description)).Append('\n');
        }

        return text.ToString();
    }

    public static string PowerShell(CompletionWords words)
    {
        var text = new StringBuilder("Register-ArgumentCompleter -Native -CommandName lucid -ScriptBlock {\n  param($word, $ast, $position)\n  $options = @{\n");
        foreach (CompletionWords.VerbWords verb in words.Verbs)
            text.Append("    '").Append(verb.Name).Append("' = @(").AppendJoin(", ", verb.Options.Select(option => $"'{option.Name}'")).Append(")\n");
        text.Append("  }\n  $typed = @($ast.CommandElements | ForEach-Object { $_.ToString() })\n");
        text.Append("  $verb = if ($typed.Count -gt 1) { $typed[1] } else { '' }\n");
        text.Append("  $found = if ($typed.Count -lt 2 -or ($typed.Count -eq 2 -and $word -ne '')) { @(").AppendJoin(", ", words.Verbs.Select(verb => $"'{verb.Name}'")).Append(") } elseif ($word -like '-*') { $options[$verb] } else { @() }\n");
        return text.Append("  $found | Where-Object { $_ -like \"$word*\" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }\n}\n").ToString();
    }

    private static string FishQuoted(string text) => "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
