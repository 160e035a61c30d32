import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { InvalidInputError, show } from "../../errors.ts";
import { explorerSite } from "../../node/explorer-site.ts";
import type { DefineCommand } from "../commands.ts";
import { whole } from "../options.ts";

/** Where the explorer is served unless told otherwise. */
const usualPort = 8087;

/** `secondbest explore`: the explorer on this machine, until it is interrupted. */
export const defineExplore: DefineCommand = (command, io) => {
  command
    .option("--port <port>", `the port on this machine, 0 for any that is free (default: ${usualPort})`, whole("--port"))
    .addHelpText("after", "\nThe pages are served to this machine only; open the address that is printed in a browser. Ctrl-C ends.")
    .action(async ({ port = usualPort }) => {
      const server = explorerSite();
      try {
        server.listen(port, "127.0.0.1");
        await once(server, "listening");
      } catch (error) {
        throw notFree(port, error as NodeJS.ErrnoException);
      }
      io.stdout(`http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`);
      io.stderr("Serving the explorer to this machine; Ctrl-C ends.\n");
      await once(server, "close");
    });
};

function notFree(port: number, { code = "", message }: NodeJS.ErrnoException): InvalidInputError {
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: "which is in use",
    EACCES: "which only the administrator may use",
    ERR_SOCKET_BAD_PORT: "which is above 65535",
  };
  return new InvalidInputError({
    field: "--port",
    expected: "a free port of this machine",
    received: `${show(port)}, ${why[code] ?? message}`,
    remedy: "Choose another one, or --port 0 for any that is free.",
  });
}
