// Talks to a development node as go-ethereum's ethclient does, and stops at the first answer that is not right.
//
//	npm start                                  # in another terminal
//	cd tools/clients/ethclient && go run . [ws://127.0.0.1:8545]
package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"math/big"
	"os"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/ethclient/gethclient"
	"github.com/ethereum/go-ethereum/rpc"
)

const key = "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func check(holds bool, what string) {
	if !holds {
		log.Fatal("not so: ", what)
	}
}

func main() {
	url := "ws://127.0.0.1:8545"
	if len(os.Args) > 1 {
		url = os.Args[1]
	}
	ctx := context.Background()
	raw := must(rpc.Dial(url))
	client, geth := ethclient.NewClient(raw), gethclient.New(raw)
	signer := must(crypto.HexToECDSA(key))
	from := crypto.PubkeyToAddress(signer.PublicKey)
	to := common.HexToAddress("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")
	chain := must(client.ChainID(ctx))
	check(chain.Cmp(must(client.NetworkID(ctx))) == 0, "both ids are the same")

	heads, logs, waiting := make(chan *types.Header, 10), make(chan types.Log, 10), make(chan common.Hash, 10)
	must(client.SubscribeNewHead(ctx, heads))
	must(client.SubscribeFilterLogs(ctx, ethereum.FilterQuery{}, logs))
	must(geth.SubscribePendingTransactions(ctx, waiting))

	transfer := ethereum.CallMsg{From: from, To: &to, Value: big.NewInt(1)}
	price := must(client.SuggestGasPrice(ctx))
	tx := must(types.SignNewTx(signer, types.LatestSignerForChainID(chain), &types.DynamicFeeTx{
		ChainID: chain, Nonce: must(client.PendingNonceAt(ctx, from)), Gas: must(client.EstimateGas(ctx, transfer)),
		GasTipCap: must(client.SuggestGasTipCap(ctx)), GasFeeCap: price.Mul(price, big.NewInt(2)), To: &to, Value: big.NewInt(1),
	}))
	if err := client.SendTransaction(ctx, tx); err != nil {
		log.Fatal(err)
	}
	receipt := must(bind.WaitMined(ctx, client, tx))
	check(receipt.Status == 1 && receipt.GasUsed == 21_000, "the transfer was mined")
	check(<-waiting == tx.Hash(), "it was announced")
	head, block := <-heads, must(client.BlockByHash(ctx, receipt.BlockHash))
	// The client computes both hashes from the headers that it was sent.
	check(head.Hash() == receipt.BlockHash && block.Hash() == receipt.BlockHash, "block hashes agree")
	mined, pending, err := client.TransactionByHash(ctx, tx.Hash())
	check(err == nil && !pending && mined.Hash() == tx.Hash(), "the transaction is found")
	check(must(client.TransactionCount(ctx, block.Hash())) == 1, "it is alone in its block")
	check(len(must(client.BlockReceipts(ctx, rpc.BlockNumberOrHashWithHash(block.Hash(), false)))) == 1, "one receipt")
	check(must(client.SyncProgress(ctx)) == nil, "nothing to catch up with")
	must(client.HeaderByNumber(ctx, big.NewInt(int64(rpc.FinalizedBlockNumber))))
	check(len(must(client.FeeHistory(ctx, 2, nil, []float64{50})).GasUsedRatio) == 2, "two blocks of fees")

	predict := common.HexToAddress("0x0000000000000000000000000000000000004d4c")
	_, err = client.CallContract(ctx, ethereum.CallMsg{To: &predict, Data: []byte{1, 2, 3, 4}}, nil)
	reverted, ok := err.(rpc.DataError)
	check(ok && reverted.ErrorData() != nil, "a revert carries its data")
	check(err.Error() == `execution reverted: UnknownSelector("0x01020304")`, err.Error())

	proof := must(geth.GetProof(ctx, to, []string{"0x0"}, nil))
	check(proof.Balance.Cmp(must(client.BalanceAt(ctx, to, nil))) == 0, "the proof is of this balance")
	_, used, refusal, err := geth.CreateAccessList(ctx, transfer)
	check(err == nil && refusal == "" && used == 21_000, "an access list")
	code := map[common.Address]gethclient.OverrideAccount{to: {Code: common.FromHex("0x602a5f5260205ff3")}}
	answer := must(geth.CallContract(ctx, ethereum.CallMsg{To: &to}, nil, &code))
	check(bytes.Equal(answer, common.LeftPadBytes([]byte{42}, 32)), "code that nobody deployed runs")
	calls := []ethclient.SimulateBlock{{Calls: []ethereum.CallMsg{transfer}}}
	simulated := must(client.SimulateV1(ctx, ethclient.SimulateOptions{BlockStateCalls: calls}, nil))
	check(len(simulated) == 1 && simulated[0].Calls[0].Status == 1, "a simulated transfer")
	fmt.Println("ethclient gets right answers from chain", chain)
}
