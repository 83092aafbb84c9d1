/** Whether a host, with or without a port, is this machine: `localhost`, `127.0.0.1:8080`, `[::1]`. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase()
  return name === '::1' || /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/.test(name)
}
