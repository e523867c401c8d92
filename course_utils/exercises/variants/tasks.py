"""How the exercises for homework are put: in words, with shapes and a number to begin with."""

from __future__ import annotations

THREE = "query (B, L, E), key (B, S, E) and value (B, S, Ev) give (B, L, Ev)"

LOCAL_WINDOW_MASK = """\
A boolean table of shape (num_queries, num_keys): True where query i may attend to key j, which
is where they stand at most `window` places apart, before or after. It is aligned top-left, as a
causal mask is. With 3 queries, 5 keys and window 1, query 1 sees the keys 0, 1 and 2."""

SIGMOID_ATTENTION = f"""\
{THREE}. Here no key competes with another: with a query its weight is $\\sigma(q \\cdot k /
\\sqrt{{E}} - \\log S)$, where $\\sigma$ is the sigmoid and S the number of keys. Nothing is
divided by a sum, and the output is the weighted sum of the values, as ever. One query and one
key whose dot product is 0 give the weight 0.5."""

ALIBI_BIAS = """\
What to add to scores so that far keys count less: a float32 tensor (num_heads, num_queries,
num_keys) that holds $-m_h \\cdot |i - j|$ for head h, query i and key j. The slope of head h =
0, 1, ..., H - 1 is $m_h = 2^{-8(h + 1)/H}$. With 2 heads the slopes are 1/16 and 1/256, so in
head 0 query 0 and key 3 get -0.1875."""

TEMPERATURE_ATTENTION = """\
query (B, H, L, E), key (B, H, S, E), value (B, H, S, Ev) and temperatures (H,) give (B, H, L,
Ev). Scaled attention in every head; before the softmax the scores are divided by the
temperature of their head too. Scaled scores 0 and 2 become the weights 0.27 and 0.73 in a head
of temperature 2."""

TOP_K_ATTENTION = f"""\
{THREE}. Scaled attention in which each query attends only to the k keys that score best with
it: those k weights sum to 1, and all others are exactly 0. With k = 2, scaled scores 3, 1 and 2
become the weights 0.73, 0 and 0.27. You need not care for equal scores."""

ROTARY_SCORES = """\
query (B, L, E) and key (B, S, E) give scores (B, L, S); E is even. Before the dot products
every vector is turned by its place. Its entries form pairs of neighbours, $(x_0, x_1), (x_2,
x_3), ...$ Pair p = 0, 1, ..., E/2 - 1 of the vector at place i = 0, 1, ... is turned by the
angle $t = i \\cdot 10000^{-2p/E}$, which makes $(a \\cos t - b \\sin t,\\ a \\sin t + b \\cos
t)$ of (a, b). Nothing is scaled. If all queries and keys are (1, 0), query 1 and key 0 score
0.54."""

COSINE_ATTENTION = f"""\
{THREE}. The scores are the cosines between queries and keys times `scale`, a number; then come
softmax and weighted sum. The cosine of (3, 4) and (4, 3) is 0.96. There is no square root of E."""

SINK_ATTENTION = f"""\
{THREE}. Scaled attention in which a query may also attend to nothing: each row has one score
more, which is 0 and has no value. Of the scaled scores $x_j$ come the weights $e^{{x_j}} / (1 +
\\sum_s e^{{x_s}})$, which sum to less than 1. It must also work for scores so large that their
exponentials are not numbers any more. One key with score 0 gets the weight 0.5."""
