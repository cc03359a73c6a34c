import { type BenchNetwork, NetworkBuilder } from './network-builder.ts';

function mlp(): BenchNetwork {
  return new NetworkBuilder('MLP 784-128-10', [784], 1)
    .dense(128, 'relu')
    .dense(10, 'linear')
    .softmax()
    .build();
}

function lenet(): BenchNetwork {
  return new NetworkBuilder('LeNet 28x28', [28, 28, 1], 2)
    .conv(16, 5, 1, 'relu', 'valid')
    .maxPool(2)
    .conv(32, 5, 1, 'relu', 'valid')
    .maxPool(2)
    .flatten()
    .dense(64, 'relu')
    .dense(10, 'linear')
    .softmax()
    .build();
}

/** Filters and stride of the 13 separable blocks (Howard et al. 2017, table 1). */
const BLOCKS: readonly (readonly [filters: number, stride: number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
];

/** MobileNetV1 with batch normalization folded, as every engine runs it. */
function mobileNet(alpha: number, size: number): BenchNetwork {
  const builder = new NetworkBuilder(`MobileNetV1 ${alpha.toFixed(2)} ${size}x${size}`, [size, size, 3], 3);
  builder.conv(32 * alpha, 3, 2, 'relu6');
  for (const [filters, stride] of BLOCKS) {
    builder.depthwise(3, stride, 'relu6').conv(filters * alpha, 1, 1, 'relu6');
  }
  return builder.globalAverage().dense(1000, 'linear').softmax().build();
}

/** What the bench runs, by the name that `--only` takes. Built on demand: the largest has 4.2 million weights. */
export const NETWORKS = {
  mlp,
  lenet,
  'mobilenet-0.25': () => mobileNet(0.25, 96),
  'mobilenet-1.0': () => mobileNet(1, 224),
} as const satisfies Readonly<Record<string, () => BenchNetwork>>;

export type NetworkName = keyof typeof NETWORKS;
