// ONNX Runtime as a peer: node onnxruntime.js cpu|webgpu THREADS. Speaks the lines of Contestants/PeerProcess.cs:
//   hello VERSION | absent REASON          once, at the start
//   load FOLDER     ->  ready | failed REASON
//   run             ->  ms TOTAL            the model loaded last, from input arrays in memory to output arrays in memory
// FOLDER holds model.onnx and inputs.json, a list of {name, file}; the outputs go beside them as output_N.npy with outputs.json.
'use strict';
const fs = require('fs');
const path = require('path');
const readline = require('readline');

const [provider, threads] = [process.argv[2], Number(process.argv[3])];
const say = (line) => process.stdout.write(line + '\n');
// Without the place in its own source that ONNX Runtime puts before.
const oneLine = (error) => String(error && error.message ? error.message : error).split('\n')[0].replace(/^\/onnxruntime_src.*? was false\. /, '');

// NPY 1.0, little-endian, row-major: what Lucid writes.
const kinds = { '<f4': ['float32', Float32Array], '<i8': ['int64', BigInt64Array], '<i4': ['int32', Int32Array], '|u1': ['uint8', Uint8Array], '|b1': ['bool', Uint8Array] };

function readNpy(file) {
  const bytes = fs.readFileSync(file);
  const end = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, end);
  const [type, Kind] = kinds[/'descr': '([^']+)'/.exec(header)[1]];
  const shape = /'shape': \(([^)]*)\)/.exec(header)[1].split(',').map((text) => text.trim()).filter((text) => text).map(Number);
  const data = bytes.buffer.slice(bytes.byteOffset + end, bytes.byteOffset + bytes.length);
  return [type, new Kind(data), shape];
}

function writeNpy(file, type, data, shape) {
  const descr = Object.keys(kinds).find((key) => kinds[key][0] === type);
  if (!descr) throw new Error(`output of type ${type}`);
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.map((extent) => extent + ',').join(' ')}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const prefix = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 255, length >> 8]);
  const body = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  fs.writeFileSync(file, Buffer.concat([prefix, Buffer.from(text.padEnd(length - 1) + '\n', 'latin1'), body]));
}

async function main() {
  let ort;
  try {
    ort = require('onnxruntime-node');
    if (!ort.listSupportedBackends().some((backend) => backend.name === provider && backend.bundled)) throw new Error(`this build has no ${provider} provider`);
  } catch (error) {
    say('absent ' + oneLine(error));
    return;
  }

  say(`hello ${ort.env.versions.node}`);
  let session = null;
  let feeds = {};
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [verb, rest] = [line.split(' ', 1)[0], line.slice(line.indexOf(' ') + 1)];
    try {
      if (verb === 'load') {
        if (session) await session.release();
        session = await ort.InferenceSession.create(path.join(rest, 'model.onnx'), {
          executionProviders: [provider], intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3,
        });
        feeds = {};
        for (const input of JSON.parse(fs.readFileSync(path.join(rest, 'inputs.json'), 'utf8')))
          feeds[input.name] = new ort.Tensor(...readNpy(path.join(rest, input.file)));
        const outputs = await session.run(feeds);
        const list = session.outputNames.map((name, i) => ({ name, file: `output_${i}.npy` }));
        for (const { name, file } of list) writeNpy(path.join(rest, file), outputs[name].type, outputs[name].data, outputs[name].dims);
        fs.writeFileSync(path.join(rest, 'outputs.json'), JSON.stringify(list));
        say('ready');
      } else if (verb === 'run') {
        const start = process.hrtime.bigint();
        const outputs = await session.run(feeds);
        for (const name of session.outputNames) void outputs[name].data; // on the host, as ours is
        say('ms ' + Number(process.hrtime.bigint() - start) / 1e6);
      } else break;
    } catch (error) {
      say('failed ' + oneLine(error));
    }
  }

  process.exit(0); // the WebGPU device would keep the process alive
}

main();
