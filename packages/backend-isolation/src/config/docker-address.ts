/** Where an engine of this machine listens when nobody says anything else. */
export const USUAL_DOCKER_HOST = "unix:///var/run/docker.sock";

/** What a socket's address can hold, in bytes (`sun_path` without its closing NUL). */
const MAX_SOCKET_PATH = 107;

const TCP = /^tcp:\/\/(?:[A-Za-z0-9.-]{1,253}|\[[0-9a-fA-F:.]{2,45}\]):\d{1,5}\/?$/;

const SOCKET = /^unix:\/\/(\/[^\0]+)$/;

/** Why an engine cannot be reached at an address; `undefined` when it may. */
export function dockerAddressProblem(address: string): string | undefined {
  if (address.startsWith("unix:")) return socketProblem(address);
  if (address.startsWith("tcp:")) return tcpProblem(address);
  return 'This is neither "unix:///path/to/docker.sock" nor "tcp://host:port"';
}

function socketProblem(address: string): string | undefined {
  const path = SOCKET.exec(address)?.[1];
  if (path === undefined) return 'The path of the socket must be absolute: "unix:///var/run/docker.sock"';
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return undefined;
  return `The path of the socket is longer than ${MAX_SOCKET_PATH} bytes`;
}

function tcpProblem(address: string): string | undefined {
  if (TCP.test(address) && URL.canParse(address)) return undefined;
  return 'This is no address of an engine: write "tcp://host:port" and nothing more';
}
