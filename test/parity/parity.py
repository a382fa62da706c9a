"""The independent side of the parity check: transformers on the GGUF file itself, PEFT on the adapters.

    python parity.py REQUEST.json     prints one JSON document of differences; see run.ts for the request
"""

import json
import sys
import warnings
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer


def main(path):
    warnings.filterwarnings("ignore")
    request = json.loads(Path(path).read_text())
    ours = load_file(request["ours"])
    sequences, stretches = ({name: torch.tensor([ids]) for name, ids in request[kind].items()} for kind in ("sequences", "stretches"))
    gguf = Path(request["gguf"])
    report = {"tokenizer": compare_tokens(request)}
    with torch.no_grad():
        base = AutoModelForCausalLM.from_pretrained(gguf.parent, gguf_file=gguf.name, dtype=torch.float32).eval()
        report["weights"] = compare_weights(base, request["folder"])
        report["logits"] = compare_logits(base, sequences, ours, "base")
        report["decoded"] = compare_logits(base, sequences, ours, "decoded")
        report["fourBit"] = compare_distributions(base, stretches, ours, "four-bit")
        report["fourBitLlamaCpp"] = compare_distributions(base, stretches, ours, "llama.cpp")
        report["soupByTerms"] = soup_by_terms(base, request, sequences, ours)
        peft = PeftModel.from_pretrained(base, request["soup"]).eval()
        report["soupByPeft"] = compare_logits(peft, sequences, ours, "soup")
    print(json.dumps(report))


def compare_tokens(request):
    """Texts whose ids differ from those of transformers' tokenizer of the model folder, and from llama.cpp's of the GGUF."""
    tokenizer = AutoTokenizer.from_pretrained(request["folder"])
    expected = {name: tokenizer(text, add_special_tokens=False)["input_ids"] for name, (text, _) in request["texts"].items()}
    return {"transformers": differing(request["texts"], expected), "llamaCpp": differing(request["texts"], request["llamaTokens"])}


def differing(texts, expected):
    wrong = {}
    for name, (_, ids) in texts.items():
        theirs = expected[name]
        if theirs != ids:
            at = next((i for i, pair in enumerate(zip(theirs, ids)) if pair[0] != pair[1]), min(len(theirs), len(ids)))
            wrong[name] = {"at": at, "expected": theirs[at : at + 5], "ours": ids[at : at + 5]}
    return {"texts": len(texts), "tokens": sum(len(ids) for _, ids in texts.values()), "wrong": wrong}


def compare_weights(base, folder):
    """Largest difference between our converted weights and transformers' own reading of the GGUF."""
    stored = load_file(Path(folder) / "model.safetensors")
    theirs = base.state_dict()
    names = [name for name in theirs if name in stored]
    return {
        "compared": len(names),
        "missing": sorted(set(theirs) - set(stored) - {"lm_head.weight"}),
        "maxDifference": max((theirs[n] - stored[n].float()).abs().max().item() for n in names),
    }


def compare_logits(model, sequences, ours, kind):
    differences = {name: (logits(model, ids) - ours[f"{kind}.{name}"]).abs().max().item() for name, ids in sequences.items()}
    return {"maxDifference": max(differences.values()), "byText": differences}


def compare_distributions(model, sequences, ours, kind):
    """KL(dense ‖ four-bit) a token, in nats, and how often the likeliest token is the same, with Wilson's 95 % interval."""
    divergence, same = [], []
    for name, ids in sequences.items():
        expected = torch.log_softmax(logits(model, ids).double(), -1)
        found = torch.log_softmax(ours[f"{kind}.{name}"].double(), -1)
        divergence.append((expected.exp() * (expected - found)).sum(-1))
        same.append(expected.argmax(-1) == found.argmax(-1))
    divergence, same = torch.cat(divergence), torch.cat(same)
    return {"tokens": len(same), "meanKl": divergence.mean().item(), "maxKl": divergence.max().item(),
            "sameTop": same.double().mean().item(), "sameTopInterval": wilson(same.sum().item(), len(same))}  # fmt: skip


def wilson(count, total, z=1.96):
    share = count / total
    middle = share + z * z / (2 * total)
    half = z * (share * (1 - share) / total + z * z / (4 * total * total)) ** 0.5
    return [(middle - half) / (1 + z * z / total), (middle + half) / (1 + z * z / total)]


def logits(model, ids):
    return model(input_ids=ids, use_cache=False).logits[0]


def soup_by_terms(base, request, sequences, ours):
    """y = W x + Σ cᵢ sᵢ Bᵢ Aᵢ x from the skills' own files, against our soup folded into one adapter."""
    skills = []
    for folder in request["skills"]:
        config = json.loads((Path(folder) / "adapter_config.json").read_text())
        skills.append((load_file(Path(folder) / "adapter_model.safetensors"), config["lora_alpha"] / config["r"]))
    handles = []
    for module, coefficients in request["coefficients"].items():
        terms = [(c * scale, t[f"base_model.model.{module}.lora_A.weight"], t[f"base_model.model.{module}.lora_B.weight"])
                 for c, (t, scale) in zip(coefficients, skills)]  # fmt: skip

        def hook(_module, inputs, output, terms=terms):
            return output + sum(c * (inputs[0] @ a.T) @ b.T for c, a, b in terms)

        handles.append(base.get_submodule(module).register_forward_hook(hook))
    report = compare_logits(base, sequences, ours, "soup")
    for handle in handles:
        handle.remove()
    return report


if __name__ == "__main__":
    main(sys.argv[1])
