import { operatorGas } from '@evm-ml/evm';
import { timeModel, toProfile } from './measure-model.ts';
import { ZOO } from './zoo.ts';

for (const profile of ['a16', 'a8', 'f32'] as const) {
  for (const { name, graph } of ZOO) {
    try {
      const { model, ns } = timeModel(await toProfile(graph, profile));
      const gas = model.work.reduce((s, w) => s + operatorGas(w), 0n);
      const m = model.work.reduce((s, w) => s + w.macs, 0),
        e = model.work.reduce((s, w) => s + w.elements, 0);
      console.log(
        profile.padEnd(4),
        name.padEnd(40),
        ns.toFixed(0).padStart(10),
        'ns',
        String(gas).padStart(9),
        (ns / Number(gas)).toFixed(1).padStart(8),
        'ns/gas',
        m && (ns / m).toFixed(3),
        'ns/mac',
        (ns / e).toFixed(2),
        'ns/el',
        model.work.map((w) => w.op).join('+'),
      );
    } catch (error) {
      console.log(profile, name, String(error).slice(0, 120));
    }
  }
}
