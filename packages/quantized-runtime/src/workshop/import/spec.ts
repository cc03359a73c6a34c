import { ImportError } from '../../errors.ts';
import { Config } from './config.ts';
import { lookUp } from './look-up.ts';

/** One serialized Keras layer: `{module, class_name, config, registered_name, build_config, inbound_nodes}`. */
export interface LayerSpec {
  readonly className: string;
  /** The class as the file names it, which also names its group of weights. */
  readonly originalClass?: string;
  /** Where Keras looks the class up; older containers do not say. */
  readonly module?: string;
  readonly name: string;
  readonly config: Config;
  /** The shapes that the layer was built with, when the file has them. */
  readonly build: Config | null;
  /** How often and on what the layer was called inside a functional model. */
  readonly inboundNodes: readonly unknown[];
}

/** Names under which older Keras and TensorFlow versions wrote a class of today. */
export const RENAMED: Readonly<Record<string, string>> = {
  Model: 'Functional',
  BatchNormalizationV1: 'BatchNormalization',
  BatchNormalizationV2: 'BatchNormalization',
  SyncBatchNormalization: 'BatchNormalization',
  CuDNNLSTM: 'LSTM',
  CuDNNGRU: 'GRU',
  LSTMV2: 'LSTM',
  GRUV2: 'GRU',
  AvgPool1D: 'AveragePooling1D',
  AvgPool2D: 'AveragePooling2D',
  AvgPool3D: 'AveragePooling3D',
  MaxPool1D: 'MaxPooling1D',
  MaxPool2D: 'MaxPooling2D',
  MaxPool3D: 'MaxPooling3D',
  GlobalAvgPool1D: 'GlobalAveragePooling1D',
  GlobalAvgPool2D: 'GlobalAveragePooling2D',
  GlobalAvgPool3D: 'GlobalAveragePooling3D',
  GlobalMaxPool1D: 'GlobalMaxPooling1D',
  GlobalMaxPool2D: 'GlobalMaxPooling2D',
  GlobalMaxPool3D: 'GlobalMaxPooling3D',
  Convolution1D: 'Conv1D',
  Convolution2D: 'Conv2D',
  Convolution3D: 'Conv3D',
  Convolution1DTranspose: 'Conv1DTranspose',
  Convolution2DTranspose: 'Conv2DTranspose',
  Convolution3DTranspose: 'Conv3DTranspose',
  SeparableConvolution1D: 'SeparableConv1D',
  SeparableConvolution2D: 'SeparableConv2D',
  GroupedQueryAttention: 'GroupQueryAttention',
};

/** Reads one serialized layer. Throws ImportError when it is not one. */
export function parseLayer(value: unknown, where: string): LayerSpec {
  const entry = Config.from(value, where);
  const className = toClassName(entry);
  const config = entry.object('config');
  const name = config.has('name') ? config.string('name') : entry.string('name', className);
  const isOperation = className.startsWith('ops.');
  const label = isOperation ? `operation "${name}"` : `layer "${name}" (${className})`;
  return {
    className: lookUp(RENAMED, className) ?? className,
    originalClass: className,
    ...(entry.has('module') ? { module: entry.string('module') } : {}),
    name,
    config: new Config(config.raw, label),
    build: entry.has('build_config')
      ? Config.from(entry.get('build_config'), `build_config of ${label}`)
      : null,
    inboundNodes: entry.list('inbound_nodes', []),
  };
}

/** Operations of keras.ops that were recorded in a functional model carry the prefix `ops.`. */
function toClassName(entry: Config): string {
  const name = entry.string('class_name');
  const module = entry.get('module');
  const plain = name.includes('>') ? name.slice(name.indexOf('>') + 1) : name;
  return typeof module === 'string' && module.startsWith('keras.src.ops') ? `ops.${plain}` : plain;
}

/** A shape as Keras writes it, `[null, 28, 28, 1]`, without the batch axis. Unknown sizes stay null. */
export function parseBatchShape(value: unknown, where: string): readonly (number | null)[] {
  if (!Array.isArray(value)) throw new ImportError('broken-config', `The shape of ${where} is not a list.`);
  return value.slice(1).map((size: unknown) => {
    if (size === null) return null;
    if (Number.isSafeInteger(size) && Number(size) > 0) return Number(size);
    throw new ImportError('broken-config', `The shape of ${where} holds ${JSON.stringify(size)}.`);
  });
}
