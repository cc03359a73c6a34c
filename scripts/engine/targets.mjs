/** What engines are built for: Node's name of each platform, and Go's. */
export const targets = [
  { platform: 'linux-x64', os: 'linux', cpu: 'x64', go: { GOOS: 'linux', GOARCH: 'amd64' } },
  { platform: 'linux-arm64', os: 'linux', cpu: 'arm64', go: { GOOS: 'linux', GOARCH: 'arm64' } },
  { platform: 'darwin-x64', os: 'darwin', cpu: 'x64', go: { GOOS: 'darwin', GOARCH: 'amd64' } },
  { platform: 'darwin-arm64', os: 'darwin', cpu: 'arm64', go: { GOOS: 'darwin', GOARCH: 'arm64' } },
];

/** This machine's. */
export const here = targets.find(({ platform }) => platform === `${process.platform}-${process.arch}`);
