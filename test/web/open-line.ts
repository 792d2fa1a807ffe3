import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** The way between a browser and a server, which can break as a cable does: no side says goodbye. */
export type Line = {
  readonly url: string;
  /** From now on leads to the server at this address. */
  readonly leadTo: (url: string) => void;
  /** Breaks every connection, and lets none come about until it leads somewhere again. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
};

/** Opens a line on a free port of this machine. */
export async function openLine(): Promise<Line> {
  let port: number | null = null;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A break is what the line is for.
    socket.on("error", () => socket.destroy());
  };
  const server = createServer((near) => {
    keep(near);
    if (port === null) {
      near.destroy();
      return;
    }
    const far = connect(port, "127.0.0.1");
    keep(far);
    near.pipe(far).pipe(near);
  });
  const cut = () => {
    port = null;
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is an object.
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${own}`,
    leadTo: (url) => {
      port = Number(new URL(url).port);
    },
    cut,
    close: async () => {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
