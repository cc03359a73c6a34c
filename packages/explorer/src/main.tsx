import { render } from 'preact';
import { App } from './app.tsx';
import { loadOwnAbis } from './decode/own-abis.ts';
import { nodeAddress } from './node/node-address.ts';
import { Notice } from './parts/notice.tsx';
import './style.css';
import { allowPrograms } from './trusted-types.ts';

allowPrograms('assets/');
try {
  loadOwnAbis(localStorage);
} catch {
  // This browser keeps nothing for pages.
}
const node = nodeAddress(location);
render(
  node === undefined ? (
    <Notice kind="bad">What stands behind ?node= is no address of a node.</Notice>
  ) : (
    <App node={node} />
  ),
  document.getElementById('page')!,
);
