using Lucid.Cli;

return ProcessHost.Run(args);
