/** Preloaded into a node: each network is loaded, planned and run as if it were asked for the first time. */
import { ModelCache, ResultCache } from '@evm-ml/evm';

ModelCache.prototype.get = () => undefined;
ResultCache.prototype.answer = (_modelId, _input, compute) => compute();
